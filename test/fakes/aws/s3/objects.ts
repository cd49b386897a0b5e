import { createHash } from 'node:crypto'
import { answerEmpty, answerS3, refuseS3 } from '../protocols/s3.ts'
import { FlatList, unescapeXml } from '../protocols/xml.ts'
import type { FakeAnswer } from '../service.ts'
import { decodeBody } from './chunked-body.ts'
import type { S3Operation } from './operation.ts'
import { addVersion, type Bucket, findNewest, isVersioned, removeVersion, type StoredVersion } from './store.ts'

/** Objects: put, read, delete. */
export const objectOperations: Record<string, S3Operation> = {
  PutObject({ bucket, key, request, account }) {
    const { body, checksums } = decodeBody(request.headers, request.body)
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const headers = { ...keepHeaders(request.headers), ...checksums }
    const version = addVersion(bucket, { key, body, headers, etag, modifiedAt: new Date(account.now()) })
    return answerEmpty(200, { etag, ...nameVersion(bucket, version), ...checksums })
  },

  GetObject: ({ bucket, key, request }) => {
    const version = find(bucket, key, request.url.searchParams.get('versionId'))
    return { ...describe(bucket, version), body: version.body }
  },

  HeadObject: ({ bucket, key, request }) =>
    describe(bucket, find(bucket, key, request.url.searchParams.get('versionId'))),

  DeleteObject({ bucket, key, request, account }) {
    const deleted = deleteOne(bucket, key, request.url.searchParams.get('versionId'), new Date(account.now()))
    return answerEmpty(204, {
      ...(deleted.VersionId === undefined ? {} : { 'x-amz-version-id': deleted.VersionId }),
      ...(deleted.DeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    })
  },

  DeleteObjects({ bucket, request, account }) {
    const { body } = decodeBody(request.headers, request.body)
    const wanted = [...body.toString().matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, each = '']) => ({
      key: unescapeXml(/<Key>(.*?)<\/Key>/s.exec(each)?.[1] ?? ''),
      versionId: /<VersionId>(.*?)<\/VersionId>/.exec(each)?.[1] ?? null,
    }))
    if (wanted.length > 1000)
      throw refuseS3(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      )
    const deleted = wanted.map(({ key, versionId }) => deleteOne(bucket, key, versionId, new Date(account.now())))
    const quiet = /<Quiet>true<\/Quiet>/.test(body.toString())
    return answerS3('DeleteResult', { Deleted: quiet ? undefined : new FlatList(deleted) })
  },
}

function deleteOne(bucket: Bucket, key: string, versionId: string | null, modifiedAt: Date) {
  if (versionId !== null) {
    removeVersion(bucket, key, versionId)
    return { Key: key, VersionId: versionId }
  }
  if (!isVersioned(bucket)) {
    removeVersion(bucket, key, 'null')
    return { Key: key }
  }
  const marker = addVersion(bucket, {
    key,
    body: Buffer.alloc(0),
    headers: {},
    etag: '',
    modifiedAt,
    deleteMarker: true,
  })
  return { Key: key, DeleteMarker: true, DeleteMarkerVersionId: marker.versionId }
}

function find(bucket: Bucket, key: string, versionId: string | null): StoredVersion {
  const found =
    versionId === null
      ? findNewest(bucket, key)
      : bucket.versions.find((each) => each.key === key && each.versionId === versionId)
  if (found === undefined || found.deleteMarker) throw refuseS3('NoSuchKey', 'The specified key does not exist.')
  return found
}

function describe(bucket: Bucket, version: StoredVersion): FakeAnswer {
  return answerEmpty(200, {
    ...version.headers,
    etag: version.etag,
    'content-length': String(version.body.length),
    'last-modified': version.modifiedAt.toUTCString(),
    ...nameVersion(bucket, version),
  })
}

function nameVersion(bucket: Bucket, { versionId }: StoredVersion): Record<string, string> {
  return isVersioned(bucket) ? { 'x-amz-version-id': versionId } : {}
}

function keepHeaders(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => /^(content-type|cache-control|x-amz-meta-.*)$/.test(name))
  return Object.fromEntries(kept)
}
