import { randomUUID } from 'node:crypto'

const prefix = 'rds-proxy-webhook-'

/**
 * A name for one request to CloudFormation: a request that is sent again because its answer was lost is not done twice,
 * and the events of what it began carry it.
 */
export function makeToken(): string {
  return `${prefix}${randomUUID()}`
}

/** Whoever began an operation, as far as its token tells. Source: AWS CloudFormation API, StackEvent. */
export function describeAuthor(token: string | undefined): string {
  if (token?.startsWith(prefix)) return 'this program'
  if (token?.startsWith('Console-')) return 'the AWS console'
  return 'another program'
}
