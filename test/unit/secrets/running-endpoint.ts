import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { onTestFinished } from 'vitest'
import { type SecretsEndpoint, startSecretsEndpoint } from '../../../src/targets/local/secrets/endpoint.ts'
import type { InvokeRotation, RotationOutcome } from '../../../src/targets/local/secrets/rotation.ts'
import type { SecretStore } from '../../../src/targets/local/secrets/store.ts'
import { openTemporaryStore, PLACE } from './temporary-store.ts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

export const CREDENTIALS = { accessKeyId: 'LOCALACCESSKEY000001', secretAccessKey: 'a-long-and-secret-signing-key' }

export interface TestBench {
  store: SecretStore
  arn: string
  endpoint: SecretsEndpoint
  client: SecretsManagerClient
  /** What became of each rotation. */
  outcomes: RotationOutcome[]
  connect(change?: Partial<ConstructorParameters<typeof SecretsManagerClient>[0]>): SecretsManagerClient
}

/** A real endpoint on a free port with one secret, and the SDK's own client for it. */
export async function startBench(
  invokeRotation: (bench: () => TestBench) => InvokeRotation = () => async () => {},
  clock?: { now(): number },
): Promise<TestBench> {
  const { store, arn } = await openTemporaryStore()
  const outcomes: RotationOutcome[] = []
  const endpoint = await startSecretsEndpoint({
    store,
    host: '127.0.0.1',
    port: 0,
    credentials: CREDENTIALS,
    ...PLACE,
    invokeRotation: (id, event) => invokeRotation(() => bench)(id, event),
    onRotated: (outcome) => outcomes.push(outcome),
    ...(clock ? { clock } : {}),
  })
  onTestFinished(() => endpoint.close())
  const connect: TestBench['connect'] = (change) => {
    const client = new SecretsManagerClient({
      endpoint: endpoint.url,
      region: PLACE.region,
      credentials: CREDENTIALS,
      maxAttempts: 1,
      ...change,
    })
    onTestFinished(() => client.destroy())
    return client
  }
  const bench: TestBench = { store, arn, endpoint, outcomes, connect, client: connect() }
  return bench
}
