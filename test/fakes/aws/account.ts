import type { FakeHttpApi, FakeRole } from './state/access.ts'
import type { FakeAutomatedBackup, FakeInstance, FakeProxy, FakeSnapshot, FakeTargetHealth } from './state/database.ts'
import type { FakeFunction, FunctionImplementation } from './state/function.ts'
import { IdSource } from './state/id-source.ts'
import type { FakeEndpoint, FakeNetworkInterface, FakeSecurityGroup, FakeSubnet, FakeVpc } from './state/network.ts'
import type { FakeSecret } from './state/secret.ts'
import type { FakeAlarm, FakeLogGroup, FakeSeries } from './state/watching.ts'

export interface FakeAccountOptions {
  id?: string
  region?: string
  now?: () => number
}

/**
 * Everything that exists in the fake account, in one region. The services read and change it; a new one is empty.
 * Tests look into it and change it as somebody at the console would. Maps go by physical id: what `Ref` gives, except
 * for secrets (ARN) and functions (name).
 */
export class FakeAccount {
  readonly id: string
  readonly region: string
  /** Milliseconds since 1970 on the account's own clock, which may run faster than the computer's. */
  readonly now: () => number
  readonly ids: IdSource

  readonly vpcs = new Map<string, FakeVpc>()
  readonly subnets = new Map<string, FakeSubnet>()
  readonly routeTables = new Map<string, { id: string; vpcId: string }>()
  readonly securityGroups = new Map<string, FakeSecurityGroup>()
  readonly endpoints = new Map<string, FakeEndpoint>()
  readonly interfaces = new Map<string, FakeNetworkInterface>()

  readonly subnetGroups = new Map<string, { name: string; subnetIds: string[] }>()
  readonly instances = new Map<string, FakeInstance>()
  readonly proxies = new Map<string, FakeProxy>()
  readonly snapshots = new Map<string, FakeSnapshot>()
  readonly automatedBackups = new Map<string, FakeAutomatedBackup>()

  readonly secrets = new Map<string, FakeSecret>()
  readonly functions = new Map<string, FakeFunction>()
  readonly roles = new Map<string, FakeRole>()
  readonly httpApis = new Map<string, FakeHttpApi>()
  readonly logGroups = new Map<string, FakeLogGroup>()
  readonly alarms = new Map<string, FakeAlarm>()
  readonly series: FakeSeries[] = []

  /** What functions do when they are invoked; the first whose `match` is part of the function's name. */
  readonly implementations: { match: string; run: FunctionImplementation }[] = []

  /** What every proxy's target is said to be, whatever is true; absent: REGISTERING, then AVAILABLE. */
  targetHealth: FakeTargetHealth | undefined

  /** Instance classes that this region does not have, although they exist. */
  readonly missingClasses = new Set<string>()

  /** The next deleted log group with this in its name comes back: a service still writes to it. */
  lateLogs: string | undefined

  /** Where HTTP APIs are said to answer; absent: at Amazon's own address. */
  apiEndpoint: ((apiId: string) => string) | undefined

  /** Seconds that things take beside what CloudFormation waits for. */
  readonly waits = {
    /** A target is registered. */
    registration: 60,
    /** CloudFormation gives a target group up. */
    targetGroup: 600,
    /** Lambda removes the interfaces of functions that were deleted while they were in the VPC. */
    interfacesOfDeleted: 1_200,
    /** The same after they were taken out of the VPC. */
    interfacesOfDetached: 240,
    /** CloudFormation gives up the delete of what interfaces still use. */
    dependents: 1_800,
    functionUpdate: 20,
    managedRotation: 40,
    /** Between two steps of a rotation. */
    rotationStep: 2,
    instanceUpdate: 45,
    instanceDelete: 300,
    snapshot: 180,
    proxyDelete: 150,
  }

  constructor(options: FakeAccountOptions = {}) {
    this.id = options.id ?? '123456789012'
    this.region = options.region ?? 'eu-west-1'
    this.now = options.now ?? Date.now
    this.ids = new IdSource(`${this.id} ${this.region}`)
  }

  /** @param resource such as `function:NAME`, with the service's own separator */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.id}:${resource}`
  }

  /** The time so many seconds from now, on the account's clock. */
  after(seconds: number): number {
    return this.now() + seconds * 1000
  }
}
