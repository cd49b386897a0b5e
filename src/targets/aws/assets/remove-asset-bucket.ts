import type { S3Client } from '@aws-sdk/client-s3'
import type { Caller } from '../../target-plan.ts'
import type { AwsEnvironment } from '../environment.ts'
import { type AssetBucket, assetTag, locateAssetBucket } from './asset-bucket.ts'
import { listStackNames } from './list-stacks.ts'

/** What became of the asset bucket. */
export interface BucketRemoval {
  /** Name of the bucket. */
  bucket: string
  /** `kept`: other environments need it; `missing`: there was none. */
  outcome: 'deleted' | 'kept' | 'missing'
  /** Stacks that it is kept for. */
  stacks: string[]
}

/**
 * Empties and deletes the asset bucket of account and region when no environment is left there. A bucket of that name
 * without this program's tag is not touched and counts as missing.
 * @throws the SDK's errors
 */
export async function removeAssetBucket(
  env: AwsEnvironment,
  caller: Pick<Caller, 'account' | 'region' | 'arn'>,
): Promise<BucketRemoval> {
  const bucket = locateAssetBucket(caller)
  const stacks = await listStackNames(env, 'rds-proxy-webhook-')
  if (stacks.length > 0) return { bucket: bucket.name, outcome: 'kept', stacks }
  const client = await env.clients.s3()
  if (!(await isOurs(client, bucket))) return { bucket: bucket.name, outcome: 'missing', stacks }
  await emptyBucket(client, bucket)
  await deleteBucket(client, bucket)
  return { bucket: bucket.name, outcome: 'deleted', stacks }
}

async function isOurs(client: S3Client, { name, owner }: AssetBucket): Promise<boolean> {
  const { GetBucketTaggingCommand } = await import('@aws-sdk/client-s3')
  try {
    const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket: name, ExpectedBucketOwner: owner }))
    return TagSet?.some(({ Key, Value }) => Key === assetTag.Key && Value === assetTag.Value) === true
  } catch (error) {
    if (error instanceof Error && ['NoSuchBucket', 'NoSuchTagSet'].includes(error.name)) return false
    throw error
  }
}

/** All versions and delete markers, page by page; a page is what one call can delete (1,000). */
async function emptyBucket(client: S3Client, { name, owner }: AssetBucket): Promise<void> {
  const { DeleteObjectsCommand, ListObjectVersionsCommand } = await import('@aws-sdk/client-s3')
  const place = { Bucket: name, ExpectedBucketOwner: owner }
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand(place))
    const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    if (all.length === 0) return
    const Objects = all.map(({ Key, VersionId }) => ({ Key, VersionId }))
    const { Errors } = await client.send(new DeleteObjectsCommand({ ...place, Delete: { Objects, Quiet: true } }))
    const [refused] = Errors ?? []
    if (refused) throw Object.assign(new Error(refused.Message ?? 'An object was not deleted'), { name: refused.Code })
  }
}

async function deleteBucket(client: S3Client, { name, owner }: AssetBucket): Promise<void> {
  const { DeleteBucketCommand } = await import('@aws-sdk/client-s3')
  try {
    await client.send(new DeleteBucketCommand({ Bucket: name, ExpectedBucketOwner: owner }))
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchBucket')) throw error
  }
}
