import { randomBytes } from 'node:crypto'
import { refuseS3 } from '../protocols/s3.ts'

/** One version of an object, or a delete marker. */
export interface StoredVersion {
  key: string
  /** `null` in a bucket that never had versioning. */
  versionId: string
  body: Buffer
  /** Content type, metadata and checksums as they came. */
  headers: Record<string, string>
  etag: string
  modifiedAt: Date
  deleteMarker?: boolean
}

/** A bucket; `parts` are its encryption, policy, tagging and so on, as the XML or JSON that was put. */
export interface Bucket {
  name: string
  accountId: string
  region: string
  createdAt: Date
  parts: Map<string, string>
  /** Oldest first. */
  versions: StoredVersion[]
}

/** All buckets of all accounts: their names are one space. */
export class BucketStore {
  readonly #buckets = new Map<string, Bucket>()

  /** @throws FakeServiceError `BucketAlreadyOwnedByYou` or `BucketAlreadyExists` */
  create(bucket: Pick<Bucket, 'name' | 'accountId' | 'region' | 'createdAt'>): Bucket {
    const existing = this.#buckets.get(bucket.name)
    if (existing?.accountId === bucket.accountId) {
      throw refuseS3(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
      )
    }
    if (existing !== undefined) {
      throw refuseS3(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      )
    }
    const made: Bucket = { ...bucket, parts: new Map(), versions: [] }
    this.#buckets.set(bucket.name, made)
    return made
  }

  /** @throws FakeServiceError `NoSuchBucket`, or `AccessDenied` when it belongs to another account */
  open(name: string, accountId: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket === undefined) throw refuseS3('NoSuchBucket', 'The specified bucket does not exist')
    if (bucket.accountId !== accountId) throw refuseS3('AccessDenied', 'Access Denied')
    return bucket
  }

  /** @throws FakeServiceError `BucketNotEmpty` while a version or a delete marker is left */
  delete(bucket: Bucket): void {
    if (bucket.versions.length > 0) {
      throw refuseS3(
        'BucketNotEmpty',
        'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
      )
    }
    this.#buckets.delete(bucket.name)
  }

  /** Body of an object's newest version; undefined when there is none, or its bucket is another account's. */
  read(name: string, key: string, accountId: string): Buffer | undefined {
    const bucket = this.#buckets.get(name)
    if (bucket === undefined || bucket.accountId !== accountId) return undefined
    const newest = findNewest(bucket, key)
    return newest?.deleteMarker === true ? undefined : newest?.body
  }

  list(accountId: string): Bucket[] {
    return [...this.#buckets.values()].filter((bucket) => bucket.accountId === accountId)
  }
}

/** The newest version of a key, delete markers included. */
export function findNewest(bucket: Bucket, key: string): StoredVersion | undefined {
  return bucket.versions.findLast((version) => version.key === key)
}

/** Adds a version. Without versioning it takes the place of what was there. */
export function addVersion(bucket: Bucket, version: Omit<StoredVersion, 'versionId'>): StoredVersion {
  const versioned = isVersioned(bucket)
  const versionId = versioned ? randomBytes(16).toString('hex') : 'null'
  if (!versioned) removeVersion(bucket, version.key, 'null')
  const added = { ...version, versionId }
  bucket.versions.push(added)
  return added
}

/** Removes one version for good; nothing happens when there is none. */
export function removeVersion(bucket: Bucket, key: string, versionId: string): void {
  bucket.versions = bucket.versions.filter((each) => each.key !== key || each.versionId !== versionId)
}

/** Whether versions are kept now. */
export function isVersioned(bucket: Bucket): boolean {
  return /<Status>Enabled<\/Status>/.test(bucket.parts.get('versioning') ?? '')
}
