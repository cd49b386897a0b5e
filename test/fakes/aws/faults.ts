import type { Identity } from './identities.ts'
import { type Protocol, protocolOf } from './protocols/protocol-errors.ts'
import { FakeServiceError } from './service.ts'

export type ResourceOperation = 'create' | 'update' | 'delete'

/** How one resource is to fail, or to take longer. */
export interface ResourceFault {
  logicalId: string
  operation: ResourceOperation
  /** CloudFormation's words on it, used as they are. Absent: it does not fail. */
  reason?: string
  /** How long it takes; absent: as long as its kind says. */
  seconds?: number
}

/** Thrown for a call whose connection is to be cut, without an answer. */
export class Disconnected extends Error {}

/** What is to go wrong. `operation` is a permission (`cloudformation:CreateChangeSet`) or an operation's plain name. */
export class Faults {
  #errors: { operation: string; left: number; make: (service: string) => Error }[] = []
  #refused: { operation: string; resource?: string }[] = []
  #resources: (ResourceFault & { left: number })[] = []

  /** Answers the next calls as AWS throttles: in the service's own code and words. */
  throttle(operation: string, times = 1): void {
    this.#errors.push({ operation, left: times, make: (service) => throttling(service) })
  }

  /** Answers the next calls with an error of the test's own. */
  fail(operation: string, error: FakeServiceError, times = 1): void {
    this.#errors.push({ operation, left: times, make: () => error })
  }

  /** Cuts the connection of the next calls, before anything is done. */
  disconnect(operation: string, times = 1): void {
    this.#errors.push({ operation, left: times, make: () => new Disconnected() })
  }

  /** Refuses an operation, until `allow`, as AWS does when no policy allows it. @param resource only on this ARN */
  refuse(operation: string, resource?: string): void {
    this.#refused.push({ operation, ...(resource === undefined ? {} : { resource }) })
  }

  /** Takes `refuse` back. */
  allow(operation: string): void {
    this.#refused = this.#refused.filter((each) => each.operation !== operation)
  }

  /** Lets a resource fail, the next `times` times, when its time is over. */
  failResource(logicalId: string, operation: ResourceOperation, reason: string, options: FaultOptions = {}): void {
    const { times = 1, seconds } = options
    this.#resources.push({ logicalId, operation, reason, left: times, ...(seconds === undefined ? {} : { seconds }) })
  }

  /** Lets a resource take so many seconds of the account's clock, each time. */
  delayResource(logicalId: string, operation: ResourceOperation, seconds: number): void {
    this.#resources.push({ logicalId, operation, seconds, left: Number.POSITIVE_INFINITY })
  }

  /** Forgets all. */
  clear(): void {
    this.#errors = []
    this.#refused = []
    this.#resources = []
  }

  /** @throws FakeServiceError when this call is to go wrong */
  check(service: string, call: { operation: string; action: string; resource: string }, { arn }: Identity): void {
    const matches = ({ operation }: { operation: string }) => operation === call.operation || operation === call.action
    const error = this.#errors.find((each) => each.left > 0 && matches(each))
    if (error !== undefined) {
      error.left -= 1
      throw error.make(service)
    }
    const refused = this.#refused.find((each) => matches(each) && (each.resource ?? call.resource) === call.resource)
    if (refused !== undefined) throw accessDenied(service, arn, call.action, call.resource)
  }

  /** What is to happen to a resource now; used up by being asked. */
  takeResourceFault(logicalId: string, operation: ResourceOperation): ResourceFault | undefined {
    const mine = this.#resources.filter((each) => each.logicalId === logicalId && each.operation === operation)
    const usable = mine.filter(({ left }) => left > 0)
    const fault = usable.find(({ reason }) => reason !== undefined) ?? usable[0]
    if (fault !== undefined) fault.left -= 1
    const seconds = fault?.seconds ?? usable.find((each) => each.seconds !== undefined)?.seconds
    return fault && { ...fault, ...(seconds === undefined ? {} : { seconds }) }
  }
}

export interface FaultOptions {
  times?: number
  /** Of the account's clock until it fails. */
  seconds?: number
}

/** AWS's refusal of a call that no policy allows, in the service's own code and words. */
export function accessDenied(service: string, arn: string, action: string, resource: string): FakeServiceError {
  const sentence = `User: ${arn} is not authorized to perform: ${action} on resource: ${
    service === 's3' ? `"${resource}"` : resource
  } because no identity-based policy allows the ${action} action`
  const forms: Record<Protocol, [code: string, message: string, status: number]> = {
    query: ['AccessDenied', sentence, 403],
    ec2: ['UnauthorizedOperation', `You are not authorized to perform this operation. ${sentence}`, 403],
    json: ['AccessDeniedException', sentence, 400],
    'rest-json': ['AccessDeniedException', sentence, 403],
    s3: ['AccessDenied', sentence, 403],
  }
  return new FakeServiceError(...forms[protocolOf(service)])
}

function throttling(service: string): FakeServiceError {
  const forms: Record<Protocol, [code: string, message: string, status: number]> = {
    query: ['Throttling', 'Rate exceeded', 400],
    ec2: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    json: ['ThrottlingException', 'Rate exceeded', 400],
    'rest-json': ['TooManyRequestsException', 'Rate exceeded', 429],
    s3: ['SlowDown', 'Please reduce your request rate.', 503],
  }
  return new FakeServiceError(...forms[protocolOf(service)])
}
