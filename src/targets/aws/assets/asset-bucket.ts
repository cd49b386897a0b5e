import type { Caller } from '../../target-plan.ts'

/** Where the functions' code and the templates of one account and region lie, until CloudFormation has taken them. */
export interface AssetBucket {
  name: string
  /** Id of the account that it must belong to; every call says so, as a name can be taken by somebody else. */
  owner: string
  region: string
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string
}

/** Bucket names are world-wide: account and region make this one ours. */
export function locateAssetBucket({ account, region, arn }: Pick<Caller, 'account' | 'region' | 'arn'>): AssetBucket {
  const partition = arn.split(':')[1] || 'aws'
  return { name: `rds-proxy-webhook-assets-${account}-${region}`, owner: account, region, partition }
}

/** Address of an object as CloudFormation takes it for a template. */
export function addressObject({ name, region, partition }: AssetBucket, key: string): string {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://s3.${region}.${suffix}/${name}/${key}`
}

/** What tells the bucket from others. It is set last, so that a bucket that has it is complete. */
export const assetTag = { Key: 'rds-proxy-webhook', Value: 'assets' } as const
