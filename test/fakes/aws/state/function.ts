import type { Tags } from './tags.ts'

/** A Lambda function. Times are milliseconds since 1970 on the account's clock. */
export interface FakeFunction {
  name: string
  arn: string
  description: string
  handler: string
  runtime: string
  architectures: string[]
  roleArn: string
  memory: number
  timeout: number
  environment: Record<string, string>
  code: { bucket: string; key: string }
  tracing: string
  logGroup: string
  /** Absent when it is in no VPC. */
  vpc?: { vpcId: string; subnetIds: string[]; securityGroupIds: string[] }
  changedAt: number
  /** Until then its last update is `InProgress`. */
  updatingUntil?: number
  revision: string
  tags: Tags
}

/**
 * What stands in for a function's code. Returns what the function answers (JSON). What it throws is the function's
 * error, `Unhandled`; a FakeServiceError is Lambda's own refusal, such as `TooManyRequestsException` (429).
 */
export type FunctionImplementation = (event: unknown, called: FakeFunction) => unknown
