import type { S3Client } from '@aws-sdk/client-s3'
import { type AssetBucket, assetTag } from './asset-bucket.ts'

/**
 * Makes a bucket private, encrypted, versioned and closed to unencrypted connections, and tags it last. Each call sets
 * the whole of its setting, so it can be repeated, by two at once too.
 */
export async function secureBucket(client: S3Client, bucket: AssetBucket): Promise<void> {
  const {
    PutBucketEncryptionCommand,
    PutBucketOwnershipControlsCommand,
    PutBucketPolicyCommand,
    PutBucketTaggingCommand,
    PutBucketVersioningCommand,
    PutPublicAccessBlockCommand,
  } = await import('@aws-sdk/client-s3')
  const of = { Bucket: bucket.name, ExpectedBucketOwner: bucket.owner }
  await client.send(new PutPublicAccessBlockCommand({ ...of, PublicAccessBlockConfiguration: noPublicAccess }))
  await client.send(new PutBucketOwnershipControlsCommand({ ...of, OwnershipControls: { Rules: [ownerOnly] } }))
  await client.send(new PutBucketEncryptionCommand({ ...of, ServerSideEncryptionConfiguration: encryption }))
  await client.send(new PutBucketVersioningCommand({ ...of, VersioningConfiguration: { Status: 'Enabled' } }))
  await client.send(new PutBucketPolicyCommand({ ...of, Policy: writeTransportPolicy(bucket) }))
  await client.send(new PutBucketTaggingCommand({ ...of, Tagging: { TagSet: [assetTag] } }))
}

const noPublicAccess = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

const ownerOnly = { ObjectOwnership: 'BucketOwnerEnforced' as const }

const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] }

/** Refuses everybody, the owner included, over plain HTTP. */
function writeTransportPolicy({ name, partition }: AssetBucket): string {
  const arn = `arn:${partition}:s3:::${name}`
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyPlainHttp',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  })
}
