import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'

const handlerCodes: readonly [pattern: RegExp, code: string][] = [
  [/AccessDenied|Unauthorized/, 'AccessDenied'],
  [/AlreadyExists|Duplicate/, 'AlreadyExists'],
  [/NotFound|NoSuch/, 'NotFound'],
  [/Quota|Limit/, 'ServiceLimitExceeded'],
  [/Throttl/, 'Throttling'],
  [/Invalid|Validation|Unsupported|DependencyViolation/, 'InvalidRequest'],
]

/**
 * What CloudFormation says of a resource whose service refused. An error of the fake itself is told with its stack, so
 * that it is not taken for AWS's.
 * @param type of the resource, such as `AWS::RDS::DBInstance`
 */
export function explainResourceError({ ids }: FakeAccount, type: string, error: unknown): string {
  if (!(error instanceof FakeServiceError)) {
    return `The fake broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  }
  // What CloudFormation's own handler gave up, no service refused.
  if (error.code === 'InternalFailure') {
    return `Resource handler returned message: "${error.message}" (RequestToken: ${ids.makeUuid()}, HandlerErrorCode: InternalFailure)`
  }
  const service = type.split('::')[1] ?? ''
  const name = service.length <= 3 ? `${service[0]}${service.slice(1).toLowerCase()}` : service
  const handler = handlerCodes.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'GeneralServiceException'
  const details = `Service: ${name}, Status Code: ${error.status}, Request ID: ${ids.makeUuid()}`
  return `Resource handler returned message: "${error.message} (${details})" (RequestToken: ${ids.makeUuid()}, HandlerErrorCode: ${handler})`
}
