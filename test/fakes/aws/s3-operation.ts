/** Where a request to S3 goes: bucket and key, from the path (path style) or from the host (virtual-host style). */
export interface S3Place {
  bucket: string
  /** Empty: the bucket itself. */
  key: string
}

/** @param host of the request; `BUCKET.s3.REGION.amazonaws.com` and `BUCKET.localhost` name the bucket */
export function readPlace(host: string, path: string): S3Place {
  const byHost = /^([a-z0-9][a-z0-9.-]+)\.(s3[.-][^:]*|s3|localhost)(:\d+)?$/.exec(host)?.[1]
  const decoded = decodeURIComponent(path.replace(/^\//, ''))
  if (byHost !== undefined) return { bucket: byHost, key: decoded }
  const slash = decoded.indexOf('/')
  return slash === -1
    ? { bucket: decoded, key: '' }
    : { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
}

const bucketParts: Readonly<Record<string, string>> = {
  acl: 'Acl',
  encryption: 'Encryption',
  lifecycle: 'LifecycleConfiguration',
  location: 'Location',
  ownershipControls: 'OwnershipControls',
  policy: 'Policy',
  publicAccessBlock: 'PublicAccessBlock',
  tagging: 'Tagging',
  versioning: 'Versioning',
}

/** The operation that a request to S3 means, by the SDK's name: `PutBucketEncryption`. Empty: none that is known. */
export function nameS3Operation(method: string, { bucket, key }: S3Place, query: URLSearchParams): string {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : ''
  if (key !== '') return nameObjectOperation(method, query)
  const part = Object.keys(bucketParts).find((name) => query.has(name))
  if (part !== undefined) return namePartOperation(method, part)
  if (method === 'GET') return query.has('versions') ? 'ListObjectVersions' : 'ListObjectsV2'
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : ''
  return { PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' }[method] ?? ''
}

function nameObjectOperation(method: string, query: URLSearchParams): string {
  if (query.has('uploads') || query.has('uploadId')) return ''
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? ''
}

function namePartOperation(method: string, part: string): string {
  const name = part === 'publicAccessBlock' ? 'PublicAccessBlock' : `Bucket${bucketParts[part]}`
  const verb = { PUT: 'Put', GET: 'Get', DELETE: 'Delete' }[method]
  return verb === undefined ? '' : `${verb}${name}`
}

const permissions: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  HeadObject: 'GetObject',
  DeleteObjects: 'DeleteObject',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
}

/**
 * The permission that an operation of S3 needs, which often has another name.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function permissionOf(operation: string): string {
  return permissions[operation] ?? operation
}
