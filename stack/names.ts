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
 */
export function nameUniquely(environment: string): string {
  return Fn.join('-', [nameStack(environment), Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))))])
}
