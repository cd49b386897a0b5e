import { Fault } from '../../../errors.ts'
import { findStage } from './secret-record.ts'
import type { SecretStore } from './store.ts'

export interface DatabaseCredentials {
  username: string
  password: string
  /** Version of the secret that they come from. */
  versionId: string
}

/** What the RDS Proxy stand-in needs of a secret: its current credentials, and to be told when they change. */
export interface SecretSource {
  current(): Promise<DatabaseCredentials>
  /** @returns stops it. */
  watch(listener: () => void): () => void
}

/** One database secret of the store. `watch` speaks only when AWSCURRENT has moved to another version. */
export function openSecretSource(store: SecretStore, secretId: string): SecretSource {
  return {
    async current() {
      return readCredentials(store, secretId)
    },
    watch(listener) {
      let seen = currentVersion(store, secretId)
      return store.watch(() => {
        const now = currentVersion(store, secretId)
        if (now === seen) return
        seen = now
        listener()
      })
    },
  }
}

function currentVersion(store: SecretStore, secretId: string): string | undefined {
  return findStage(store.find(secretId), 'AWSCURRENT')?.id
}

function readCredentials(store: SecretStore, secretId: string): DatabaseCredentials {
  const version = findStage(store.find(secretId), 'AWSCURRENT')
  if (!version?.content || !('string' in version.content)) {
    throw new Fault(`The current version of the secret ${secretId} holds no text.`)
  }
  const { username, password } = parseFields(version.content.string, secretId)
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new Fault(`The secret ${secretId} holds no user name and password.`)
  }
  return { username, password, versionId: version.id }
}

/** The parser's own message would quote the secret, so it is not passed on. */
function parseFields(text: string, secretId: string): { username?: unknown; password?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { username?: unknown; password?: unknown }
  } catch {
    throw new Fault(`The secret ${secretId} is not JSON.`)
  }
}
