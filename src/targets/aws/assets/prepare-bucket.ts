import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3'
import { UserError } from '../../../errors.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import { type AssetBucket, assetTag } from './asset-bucket.ts'
import { secureBucket } from './bucket-settings.ts'

/** How often is tried again what S3 refuses while another process makes or changes the same bucket. */
const attempts = 6
const pauseMs = 2_000

/**
 * Makes the asset bucket where it is missing, and completes one that was left half made. Two that do so at once end up
 * with one bucket. @returns whether this call made it
 * @throws UserError when somebody else has a bucket of that name
 */
export async function prepareBucket(env: AwsEnvironment, bucket: AssetBucket, pace: Pace): Promise<boolean> {
  const client = await env.clients.s3()
  const found = await inspectBucket(client, bucket)
  if (found === 'complete') return false
  const created = found !== 'incomplete' && (await createBucket(env, client, bucket, pace))
  await retryConflicts(pace, () => secureBucket(client, bucket))
  return created
}

/** `forbidden`: it is somebody else's, or the caller may not ask. */
async function inspectBucket(client: S3Client, { name, owner }: AssetBucket) {
  const { GetBucketTaggingCommand } = await import('@aws-sdk/client-s3')
  try {
    const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket: name, ExpectedBucketOwner: owner }))
    const tagged = TagSet?.some(({ Key, Value }) => Key === assetTag.Key && Value === assetTag.Value)
    return tagged ? 'complete' : 'incomplete'
  } catch (error) {
    const code = nameOf(error)
    if (code === 'NoSuchTagSet') return 'incomplete'
    if (code === 'NoSuchBucket') return 'missing'
    if (code === 'AccessDenied') return 'forbidden'
    throw error
  }
}

async function createBucket(env: AwsEnvironment, client: S3Client, bucket: AssetBucket, pace: Pace): Promise<boolean> {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
  const command = new CreateBucketCommand({
    Bucket: bucket.name,
    ObjectOwnership: 'BucketOwnerEnforced',
    ...locate(bucket.region),
  })
  try {
    await retryConflicts(pace, () => client.send(command))
    return true
  } catch (error) {
    if (nameOf(error) === 'BucketAlreadyOwnedByYou') return false
    if (nameOf(error) === 'BucketAlreadyExists') throw describeTakenName(env, bucket, error)
    throw error
  }
}

/** us-east-1 is the one region that S3 does not take as a place: it is what it means without one. */
function locate(region: string) {
  if (region === 'us-east-1') return {}
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }
}

/** S3 refuses one of two that change a bucket at once, and a bucket is not known everywhere the moment it is made. */
async function retryConflicts<Result>(pace: Pace, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!['OperationAborted', 'NoSuchBucket'].includes(nameOf(error)) || attempt === attempts) throw error
      await pace.wait(pauseMs)
    }
  }
}

function describeTakenName(env: AwsEnvironment, { name }: AssetBucket, cause: unknown): UserError {
  return new UserError({
    name: 'AssetBucketTaken',
    message: `The bucket ${name}, in which the functions' code has to lie, belongs to another AWS account.`,
    nextSteps: [
      `${env.command('deploy')} --region REGION  # another region has another bucket`,
      'Report it to AWS: nobody else should have a bucket that is named after your account',
    ],
    cause,
  })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
