import type { FakeAccount } from './account.ts'

/** One request as it came over the wire, its signature taken apart. */
export interface FakeRequest {
  method: string
  /** Path and query as sent. */
  url: URL
  headers: Record<string, string>
  body: Buffer
  /** From the signature's credential scope; requests without a signature are refused before they get here. */
  region: string
  accessKeyId: string
}

export interface FakeAnswer {
  status: number
  headers?: Record<string, string>
  body: string | Buffer
}

/**
 * One AWS service on its real wire protocol. `name` is its signing name: cloudformation, s3, sts, rds, secretsmanager,
 * lambda, logs, monitoring, ec2, pricing.
 */
export interface FakeService {
  name: string
  answer(request: FakeRequest, account: FakeAccount): FakeAnswer | Promise<FakeAnswer>
}

/** Thrown by a service for an error that the SDK is to see; each protocol has its own way to write it. */
export class FakeServiceError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** What the CloudFormation engine does with one resource type. Properties come with all intrinsics resolved. */
export interface ResourceKind {
  /** How long it takes, in the engine's seconds. Default 1. */
  seconds?: { create?: number; update?: number; delete?: number }
  /** Makes it in the account. The physical id is what `Ref` gives; attributes are what `Fn::GetAtt` gives. */
  create(properties: Properties, context: ResourceContext): CreatedResource
  /** Absent: an update changes nothing but the recorded properties. */
  update?(physicalId: string, properties: Properties, previous: Properties, context: ResourceContext): CreatedResource
  /** Absent: nothing in the account belongs to it. Throws FakeServiceError when AWS would refuse (DELETE_FAILED). */
  delete?(physicalId: string, properties: Properties, context: ResourceContext): void
  /**
   * Called when `seconds` have passed since create, update or delete was called, which happens at the operation's
   * beginning: the thing is made (or gone) only now. Returns false for "not yet", to be asked again within seconds of
   * the account's clock; throws FakeServiceError when the operation fails at its end.
   */
  finish?(
    operation: 'create' | 'update' | 'delete',
    physicalId: string,
    properties: Properties,
    context: ResourceContext,
  ): boolean
  /** Properties whose change replaces the resource. */
  replacedBy?: readonly string[]
}

export type Properties = Record<string, unknown>

export interface CreatedResource {
  physicalId: string
  attributes?: Record<string, string>
}

export interface ResourceContext {
  account: FakeAccount
  region: string
  stackName: string
  stackId: string
  logicalId: string
  /** Tags of the stack. */
  tags: Record<string, string>
  /** Only at a delete: the resource's DeletionPolicy is Snapshot. */
  finalSnapshot?: boolean
  /** An object of the fake's S3, as Lambda reads a function's code; undefined when there is none. */
  readObject(bucket: string, key: string): Buffer | undefined
}
