import { createHash } from 'node:crypto'
import { Aws, Fn } from 'aws-cdk-lib/core'

/** MySQL's and the proxy's port. RDS Proxy knows no other for MySQL. */
export const mysqlPort = 3306

/** User name in the secret: fixed, so that only the password ever changes. */
export const databaseUser = 'webhook'

/** Schema that the webhook function makes when it is missing. */
export const databaseName = 'webhook'

/** One stack for each environment: the environment's name is unique in its account and region. */
export function nameStack(environment: string): string {
  return `rds-proxy-webhook-${environment}`
}

/**
 * A name that no other stack has had, not even an earlier one of the same environment: the stack's name and the
 * first part of its id. Only for the few things that CloudFormation cannot name itself.
 * @param more at most three characters: what of the same stack has to be told apart
 */
export function nameUniquely(environment: string, more = ''): string {
  const stackId = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))))
  return Fn.join('-', [nameStack(environment), stackId, ...(more === '' ? [] : [more])])
}

/**
 * Three characters for the subnets that a proxy was given; none in a VPC of its own. In other subnets it is made anew
 * beside the old one, which CloudFormation does under another name only.
 */
export function abbreviateSubnets(subnetIds: string): string {
  if (subnetIds === '') return ''
  const sorted = subnetIds.split(',').sort().join()
  return (createHash('sha256').update(sorted).digest().readUInt32BE() % 36 ** 3).toString(36).padStart(3, '0')
}
