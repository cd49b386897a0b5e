import { parseSecret } from '../login/secret-login.ts'
import { changePassword, type OpenInstance } from './change-password.ts'
import type { SecretDescription, SecretStore } from './secret-store.ts'

/** What Secrets Manager sends to a rotation function. */
export interface RotationEvent {
  Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'
  SecretId: string
  /** Id of the version that is to become the current one. */
  ClientRequestToken: string
}

export interface RotationParts {
  store: SecretStore
  open: OpenInstance
}

/**
 * Does one of the four steps of a rotation by the strategy of a single user. Each step can be called again.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 * @throws Error when the version is not the one to rotate to, or when a step fails; Secrets Manager tries it again
 */
export async function rotate(event: RotationEvent, { store, open }: RotationParts): Promise<void> {
  const versionId = event.ClientRequestToken
  const secret = await store.describe()
  if (!isRotating(secret, versionId)) return
  switch (event.Step) {
    case 'createSecret':
      return createSecret(store, versionId)
    case 'setSecret':
      return changePassword(store, versionId, open)
    case 'testSecret':
      return testSecret(store, versionId, open)
    case 'finishSecret':
      return store.makeCurrent(versionId, findCurrent(secret))
    default:
      throw new Error('The step is none of createSecret, setSecret, testSecret and finishSecret')
  }
}

/** False when there is nothing left to do, because the version is the current one already. */
function isRotating({ rotationEnabled, stages }: SecretDescription, versionId: string): boolean {
  if (!rotationEnabled) throw new Error('Rotation is not enabled for the secret')
  const ofVersion = stages[versionId]
  if (!ofVersion) throw new Error(`The secret has no version ${versionId} to rotate to`)
  if (ofVersion.includes('AWSCURRENT')) return false
  if (!ofVersion.includes('AWSPENDING')) throw new Error(`Version ${versionId} is not staged as AWSPENDING`)
  return true
}

/** The new version is the current one with another password; one that was made by an earlier call is kept. */
async function createSecret(store: SecretStore, versionId: string): Promise<void> {
  const current = await store.read({ stage: 'AWSCURRENT' })
  if (current === undefined) throw new Error('The secret has no current version')
  if ((await store.read({ versionId, stage: 'AWSPENDING' })) !== undefined) return
  const password = await store.makePassword()
  await store.writePending(versionId, JSON.stringify({ ...parseSecret(current).all, password }))
}

async function testSecret(store: SecretStore, versionId: string, open: OpenInstance): Promise<void> {
  const pending = await store.read({ versionId, stage: 'AWSPENDING' })
  if (pending === undefined) throw new Error('The pending version has no text')
  const instance = await open(parseSecret(pending))
  try {
    await instance.query('SELECT NOW()')
  } finally {
    instance.close()
  }
}

function findCurrent({ stages }: SecretDescription): string | undefined {
  return Object.keys(stages).find((versionId) => stages[versionId]?.includes('AWSCURRENT'))
}
