import type { FakeAws } from '../../../fakes/aws/server.ts'

export interface ConnectOptions {
  accessKeyId?: string
  region?: string
  /** Default: no call is tried again, so that its error is seen. */
  maxAttempts?: number
}

/** Configuration of a real client that talks to a fake. */
export function connect({ url }: Pick<FakeAws, 'url'>, options: ConnectOptions = {}) {
  const { accessKeyId = 'AKIDFAKE', region = 'eu-west-1', maxAttempts = 1 } = options
  return { endpoint: url, region, maxAttempts, credentials: { accessKeyId, secretAccessKey: 'fake-secret' } }
}
