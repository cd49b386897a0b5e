import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { FakeAccount } from './account.ts'
import type { RecordedCall } from './calls.ts'
import { FakeClock } from './clock.ts'
import { CloudFormationEngine } from './cloudformation/engine.ts'
import { createCloudFormation } from './cloudformation/service.ts'
import { Faults } from './faults.ts'
import { type Identity, makeIdentity } from './identities.ts'
import { resourceKinds } from './kinds/resource-kinds.ts'
import { type RouterParts, routeRequest } from './router.ts'
import { createS3 } from './s3/s3.ts'
import { BucketStore } from './s3/store.ts'
import { resolveSecretReference } from './secret-reference.ts'
import type { FakeAnswer, FakeService, ResourceKind } from './service.ts'
import { allServices } from './services/all-services.ts'
import { createSts } from './sts/sts.ts'

export interface FakeAwsOptions {
  accountId?: string
  region?: string
  /** How many times faster than the computer's the account's clock runs. Default 0: it stands still until `advance`. */
  speed?: number
  /** Start of the account's clock, milliseconds since 1970. Default: now, or 2026-11-23T12:00Z when it stands still. */
  start?: number
  /** Who has which access key. Default: `AKIDFAKE` is the user `dev` of the account. */
  identities?: Record<string, Identity>
  /** Services beside CloudFormation, S3 and STS. Default: all that there are. */
  services?: readonly FakeService[]
  /** What CloudFormation can make. Default: all that the project's stack consists of. */
  kinds?: Readonly<Record<string, ResourceKind>>
  /** For types that are not among `kinds`. Default: such a template is refused. */
  defaultKind?: ResourceKind
}

/** A fake AWS that listens on loopback. */
export interface FakeAws {
  /** For AWS_ENDPOINT_URL or a client's `endpoint`. */
  url: string
  /** Variables with which the SDK, here or in a child process, finds the fake and nothing else. */
  env: Record<string, string>
  /** The account in its own region. */
  account: FakeAccount
  /** Another account, or the same in another region; made when it is first asked for. */
  openAccount(id: string, region: string): FakeAccount
  identities: Record<string, Identity>
  clock: FakeClock
  /** Lets seconds of the account's clock pass. */
  advance(seconds: number): void
  faults: Faults
  /** All signed requests so far, oldest first. */
  calls: RecordedCall[]
  /** Asked in this order; a test may put one of its own in front. */
  services: FakeService[]
  buckets: BucketStore
  cloudFormation: CloudFormationEngine
  close(): Promise<void>
}

/** Starts a fake AWS on a free loopback port. SPECIFICATION.md says what it does. */
export async function startFakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const parts = assemble(options)
  const server = createServer((request, response) => void handle(parts, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [accessKeyId = ''] = Object.keys(parts.identities)
  return {
    ...parts,
    url,
    env: makeEnvironment(url, parts.account.region, accessKeyId),
    advance: (seconds) => parts.clock.advance(seconds),
    close: () => close(server),
  }
}

function assemble(options: FakeAwsOptions) {
  const { accountId = '123456789012', region = 'eu-west-1' } = options
  const clock = new FakeClock(options)
  const accounts = new Map<string, FakeAccount>()
  const openAccount = (id: string, inRegion: string) => {
    const key = `${id} ${inRegion}`
    const account = accounts.get(key) ?? new FakeAccount({ id, region: inRegion, now: () => clock.now() })
    accounts.set(key, account)
    return account
  }
  const identities = options.identities ?? { AKIDFAKE: makeIdentity(`arn:aws:iam::${accountId}:user/dev`) }
  const faults = new Faults()
  const buckets = new BucketStore()
  const { kinds = resourceKinds, defaultKind } = options
  const cloudFormation = new CloudFormationEngine({
    clock,
    faults,
    buckets,
    kinds,
    defaultKind,
    resolveReference: resolveSecretReference,
  })
  const own = [createCloudFormation(cloudFormation), createS3(buckets), createSts(identities)]
  const services = [...own, ...(options.services ?? allServices)]
  const calls: RecordedCall[] = []
  const account = openAccount(accountId, region)
  return { account, openAccount, identities, clock, faults, calls, buckets, cloudFormation, services }
}

async function handle(parts: RouterParts, request: IncomingMessage, response: ServerResponse) {
  try {
    const body = await buffer(request)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const url = new URL(request.url ?? '/', `http://${headers.host ?? 'localhost'}`)
    send(response, await routeRequest(parts, { method: request.method ?? 'GET', url, headers, body }))
  } catch {
    // A fault of the test's, or a client that went away before it had sent all.
    request.socket.destroy()
  }
}

function send(response: ServerResponse, { status, headers, body }: FakeAnswer) {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

/** The SDK reads no file of the computer's user and asks no metadata service with these. */
function makeEnvironment(url: string, region: string, accessKeyId: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'fake-secret',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
