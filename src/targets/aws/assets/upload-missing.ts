import type { AwsEnvironment } from '../environment.ts'
import type { AssetBucket } from './asset-bucket.ts'

/** Something to lie in the asset bucket under a key that is made from its content. */
export interface Asset {
  key: string
  content: Uint8Array
  /** MIME type. */
  type: string
}

/**
 * Uploads a content unless it is there: an equal key means an equal content.
 * @returns whether it was uploaded
 * @throws the SDK's error for whatever else goes wrong
 */
export async function uploadMissing(
  { clients }: AwsEnvironment,
  { name, owner }: AssetBucket,
  { key, content, type }: Asset,
): Promise<boolean> {
  const { HeadObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3')
  const client = await clients.s3()
  const place = { Bucket: name, Key: key, ExpectedBucketOwner: owner }
  try {
    await client.send(new HeadObjectCommand(place))
    return false
  } catch (error) {
    // A HEAD has no body, so its errors are named by the SDK.
    if (!(error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name))) throw error
  }
  await client.send(new PutObjectCommand({ ...place, Body: content, ContentType: type }))
  return true
}
