/** Where and for what a policy is written. */
export interface PolicyPlace {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string
  region: string
  /** Empty while nobody knows it: the policy then holds in any account. */
  account: string
  environment: string
  stackName: string
  /** Bucket in which the functions' code lies. */
  assetBucket: string
}

/** Tag that everything of one environment carries. */
export const environmentTag = 'rds-proxy-webhook:environment'

/** ARN of something in the region and the account. @param resource such as `db:name` */
export function writeArn(place: PolicyPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account || '*'}:${resource}`
}

/** ARN of something that is in no region. */
export function writeGlobalArn(place: PolicyPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}::${place.account || '*'}:${resource}`
}

/**
 * Pattern of the names that CloudFormation makes up for this stack's resources: `STACK-LogicalId-RANDOM`. Where 64
 * characters are the limit it shortens the stack's name, but never below 24: a longer name is then matched by that
 * beginning only, which other environments may share.
 */
export function matchGeneratedNames({ stackName }: Pick<PolicyPlace, 'stackName'>): string {
  return stackName.length > 24 ? `${stackName.slice(0, 24)}*` : `${stackName}-*`
}
