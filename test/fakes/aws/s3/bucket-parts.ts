import { answerEmpty, refuseS3 } from '../protocols/s3.ts'
import { decodeBody } from './chunked-body.ts'
import type { S3Operation } from './operation.ts'

interface Part {
  /** Query parameter that names it. */
  query: string
  put: string
  get: string
  delete?: string
  /** Error of a Get when it was never put; absent: `whenMissing` is answered. */
  missing?: [code: string, message: string]
  whenMissing?: string
  putStatus?: number
}

/** What belongs to a bucket is kept as it was put. New buckets are encrypted and block public access, as on AWS. */
const parts: readonly Part[] = [
  {
    query: 'encryption',
    put: 'PutBucketEncryption',
    get: 'GetBucketEncryption',
    delete: 'DeleteBucketEncryption',
    whenMissing:
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
  },
  {
    query: 'versioning',
    put: 'PutBucketVersioning',
    get: 'GetBucketVersioning',
    whenMissing: '<VersioningConfiguration/>',
  },
  {
    query: 'publicAccessBlock',
    put: 'PutPublicAccessBlock',
    get: 'GetPublicAccessBlock',
    delete: 'DeletePublicAccessBlock',
    whenMissing:
      '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
  },
  {
    query: 'tagging',
    put: 'PutBucketTagging',
    get: 'GetBucketTagging',
    delete: 'DeleteBucketTagging',
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
    putStatus: 204,
  },
  {
    query: 'policy',
    put: 'PutBucketPolicy',
    get: 'GetBucketPolicy',
    delete: 'DeleteBucketPolicy',
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
    putStatus: 204,
  },
  {
    query: 'lifecycle',
    put: 'PutBucketLifecycleConfiguration',
    get: 'GetBucketLifecycleConfiguration',
    delete: 'DeleteBucketLifecycle',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    query: 'ownershipControls',
    put: 'PutBucketOwnershipControls',
    get: 'GetBucketOwnershipControls',
    delete: 'DeleteBucketOwnershipControls',
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
]

/** Encryption, versioning, public access, tags, policy and lifecycle of a bucket. */
export const bucketPartOperations: Record<string, S3Operation> = Object.fromEntries(
  parts.flatMap((part) => [
    [part.put, putPart(part)],
    [part.get, getPart(part)],
    ...(part.delete === undefined ? [] : [[part.delete, deletePart(part)]]),
  ]),
)

function putPart({ query, putStatus }: Part): S3Operation {
  return ({ bucket, request }) => {
    bucket.parts.set(query, decodeBody(request.headers, request.body).body.toString())
    return answerEmpty(putStatus ?? 200)
  }
}

function getPart({ query, missing, whenMissing }: Part): S3Operation {
  return ({ bucket }) => {
    const content = bucket.parts.get(query) ?? whenMissing
    if (content === undefined) throw refuseS3(...(missing ?? ['NoSuchConfiguration', 'There is none.']))
    const type = query === 'policy' ? 'application/json' : 'application/xml'
    return { status: 200, headers: { 'content-type': type }, body: content }
  }
}

function deletePart({ query }: Part): S3Operation {
  return ({ bucket }) => {
    bucket.parts.delete(query)
    return answerEmpty(204)
  }
}
