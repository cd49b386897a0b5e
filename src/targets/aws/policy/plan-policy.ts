import type { AwsSettings } from '../../../settings/settings.ts'
import { locateAssetBucket } from '../assets/asset-bucket.ts'
import type { AwsEnvironment } from '../environment.ts'
import { synthesizeStack } from '../synth.ts'
import { writePolicy } from './write-policy.ts'

/**
 * The policies for an environment with these settings. Asks nobody: where the account is not known yet, they hold in
 * any.
 * @throws UserError for settings that AWS would refuse
 */
export async function planPolicy(env: AwsEnvironment, settings: AwsSettings): Promise<object[]> {
  const { template } = await synthesizeStack(env.name, settings)
  const partition = choosePartition(settings.region)
  const account = settings.account || '*'
  const bucket = locateAssetBucket({ account, region: settings.region, arn: `arn:${partition}:iam::${account}:root` })
  return writePolicy(template, {
    partition,
    region: settings.region,
    account: settings.account,
    environment: env.name,
    stackName: env.stackName,
    assetBucket: bucket.name,
  })
}

/** Regions of China and of GovCloud are in partitions of their own. Source: AWS General Reference, "Amazon Resource Names". */
function choosePartition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
