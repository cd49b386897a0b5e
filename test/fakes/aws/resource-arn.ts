import type { Identity } from './identities.ts'

/** ARN of what a call is about, as far as its input names it; `*` where an operation is about no single thing. */
export function nameResource(
  service: string,
  parameters: Record<string, string>,
  { region, accountId }: { region: string } & Pick<Identity, 'accountId'>,
): string {
  const place = `${region}:${accountId}`
  const named = (value: string | undefined, arn: (name: string) => string) =>
    value === undefined || value === '' ? '*' : value.startsWith('arn:') ? value : arn(value)
  switch (service) {
    case 'cloudformation':
      return named(parameters.StackName, (name) => `arn:aws:cloudformation:${place}:stack/${name}/*`)
    case 's3':
      return named(parameters.bucket, (name) => `arn:aws:s3:::${name}${parameters.key ? `/${parameters.key}` : ''}`)
    case 'secretsmanager':
      return named(parameters.SecretId, (name) => `arn:aws:secretsmanager:${place}:secret:${name}`)
    case 'lambda':
      return named(parameters.FunctionName, (name) => `arn:aws:lambda:${place}:function:${name}`)
    case 'logs':
      return named(parameters.logGroupName, (name) => `arn:aws:logs:${place}:log-group:${name}`)
    case 'rds':
      return nameDatabaseResource(parameters, place)
    case 'sts':
      return named(parameters.RoleArn, (name) => name)
    default:
      return '*'
  }
}

function nameDatabaseResource(parameters: Record<string, string>, place: string): string {
  const { DBInstanceIdentifier, DBSnapshotIdentifier, ResourceName } = parameters
  if (ResourceName !== undefined) return ResourceName
  if (DBSnapshotIdentifier !== undefined) return `arn:aws:rds:${place}:snapshot:${DBSnapshotIdentifier}`
  return DBInstanceIdentifier === undefined ? '*' : `arn:aws:rds:${place}:db:${DBInstanceIdentifier}`
}
