import { answerS3 } from '../protocols/s3.ts'
import { FlatList } from '../protocols/xml.ts'
import type { S3Operation } from './operation.ts'
import { type Bucket, findNewest, type StoredVersion } from './store.ts'

/** Lists of objects and of versions, in pages of `max-keys` (at most 1,000). */
export const listOperations: Record<string, S3Operation> = {
  ListObjectsV2({ bucket, request }) {
    const query = request.url.searchParams
    const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
    const keys = listKeys(bucket, query.get('prefix') ?? '').filter((key) => key > after)
    const { page, more } = cutPage(
      keys.flatMap((key) => findLive(bucket, key) ?? []),
      query,
    )
    return answerS3('ListBucketResult', {
      Name: bucket.name,
      Prefix: query.get('prefix') ?? '',
      KeyCount: page.length,
      MaxKeys: readMaxKeys(query),
      IsTruncated: more,
      NextContinuationToken: more ? page.at(-1)?.key : undefined,
      Contents: new FlatList(page.map(describe)),
    })
  },

  ListObjectVersions({ bucket, request }) {
    const query = request.url.searchParams
    const all = listKeys(bucket, query.get('prefix') ?? '').flatMap((key) => listVersions(bucket, key))
    const marker = all.findIndex(
      ({ key, versionId }) => key === query.get('key-marker') && versionId === query.get('version-id-marker'),
    )
    const { page, more } = cutPage(all.slice(marker + 1), query)
    const describeVersion = (version: StoredVersion) => ({
      ...describe(version),
      VersionId: version.versionId,
      IsLatest: findNewest(bucket, version.key) === version,
    })
    return answerS3('ListVersionsResult', {
      Name: bucket.name,
      Prefix: query.get('prefix') ?? '',
      MaxKeys: readMaxKeys(query),
      IsTruncated: more,
      NextKeyMarker: more ? page.at(-1)?.key : undefined,
      NextVersionIdMarker: more ? page.at(-1)?.versionId : undefined,
      Version: new FlatList(page.filter(({ deleteMarker }) => deleteMarker !== true).map(describeVersion)),
      DeleteMarker: new FlatList(page.filter(({ deleteMarker }) => deleteMarker === true).map(describeVersion)),
    })
  },
}

function listKeys(bucket: Bucket, prefix: string): string[] {
  const keys = new Set(bucket.versions.map(({ key }) => key))
  return [...keys].filter((key) => key.startsWith(prefix)).sort()
}

function findLive(bucket: Bucket, key: string): StoredVersion | undefined {
  const newest = findNewest(bucket, key)
  return newest?.deleteMarker === true ? undefined : newest
}

function listVersions(bucket: Bucket, key: string): StoredVersion[] {
  return bucket.versions.filter((version) => version.key === key).reverse()
}

function cutPage<Each>(all: Each[], query: URLSearchParams): { page: Each[]; more: boolean } {
  const size = readMaxKeys(query)
  return { page: all.slice(0, size), more: all.length > size }
}

function readMaxKeys(query: URLSearchParams): number {
  return Math.min(Number(query.get('max-keys') ?? 1000), 1000)
}

function describe({ key, modifiedAt, etag, body }: StoredVersion) {
  return { Key: key, LastModified: modifiedAt, ETag: etag, Size: body.length, StorageClass: 'STANDARD' }
}
