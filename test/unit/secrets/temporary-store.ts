import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSecretStore, type SecretStore } from '../../../src/targets/local/secrets/store.ts'

export const PLACE = { region: 'us-east-1', account: '000000000000' }

export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A store in a real file that holds one database secret named `db/admin`. */
export async function openTemporaryStore(): Promise<{ store: SecretStore; file: string; arn: string }> {
  const file = join(await makeTemporaryFolder(), 'secret.json')
  const store = await openSecretStore(file)
  const { arn } = await store.createDatabaseSecret({ name: 'db/admin', username: 'admin', ...PLACE })
  return { store, file, arn }
}
