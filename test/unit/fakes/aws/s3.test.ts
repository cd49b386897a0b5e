import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeIdentity } from '../../../fakes/aws/identities.ts'
import { type FakeAws, startFakeAws } from '../../../fakes/aws/server.ts'
import { catchError } from './catch-error.ts'
import { connect } from './connect.ts'

let fake: FakeAws
let s3: S3Client
const Bucket = 'my-bucket'

beforeEach(async () => {
  fake = await startFakeAws({
    identities: {
      AKIDFAKE: makeIdentity('arn:aws:iam::123456789012:user/dev'),
      AKIDOTHER: makeIdentity('arn:aws:iam::210987654321:user/other'),
    },
  })
  s3 = new S3Client(connect(fake))
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterEach(() => fake.close())

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
const turnVersioningOn = () =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))

describe('S3', () => {
  it('S1 makes a bucket in the region of the request, once', async () => {
    expect((await catchError(s3.send(new CreateBucketCommand({ Bucket })))).name).toBe('BucketAlreadyOwnedByYou')
    const others = new S3Client(connect(fake, { accessKeyId: 'AKIDOTHER' }))
    expect((await catchError(others.send(new CreateBucketCommand({ Bucket })))).name).toBe('BucketAlreadyExists')
    const there = { Bucket: 'there', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' as const } }
    expect((await catchError(s3.send(new CreateBucketCommand(there)))).name).toBe('IllegalLocationConstraintException')
    const main = new S3Client(connect(fake, { region: 'us-east-1' }))
    await main.send(new CreateBucketCommand({ Bucket: 'in-the-first-region' }))
  })

  it('S2 answers HeadBucket by its status', async () => {
    await s3.send(new HeadBucketCommand({ Bucket }))
    expect(await catchError(s3.send(new HeadBucketCommand({ Bucket: 'none' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    })
    const others = new S3Client(connect(fake, { accessKeyId: 'AKIDOTHER' }))
    expect((await catchError(others.send(new HeadBucketCommand({ Bucket })))).status).toBe(403)
  })

  it('S3 knows what a new bucket has', async () => {
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'AES256',
    })
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    })
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
    expect((await catchError(s3.send(new GetBucketTaggingCommand({ Bucket })))).name).toBe('NoSuchTagSet')
    expect((await catchError(s3.send(new GetBucketPolicyCommand({ Bucket })))).name).toBe('NoSuchBucketPolicy')
    const lifecycle = await catchError(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))
    expect(lifecycle.name).toBe('NoSuchLifecycleConfiguration')
  })

  it('S3 answers what was put', async () => {
    await turnVersioningOn()
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const }, BucketKeyEnabled: true }]
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual(Rules)
    const PublicAccessBlockConfiguration = { BlockPublicAcls: false, IgnorePublicAcls: true }
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(block.PublicAccessBlockConfiguration).toMatchObject(PublicAccessBlockConfiguration)
    const TagSet = [{ Key: 'made-by', Value: 'a & b' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17"}' }))
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe('{"Version":"2012-10-17"}')
    const rule = { ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 30 } }
    const LifecycleConfiguration = { Rules: [rule] }
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toMatchObject([{ ID: 'old' }])
  })

  it('S4 keeps objects as they were put', async () => {
    const Body = Buffer.from([0, 1, 2, 255])
    const object = { Bucket, Key: 'a b/ü?&.zip', Body, ContentType: 'application/zip', Metadata: { made: 'here' } }
    await s3.send(new PutObjectCommand(object))
    const { Key } = object
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ContentLength: 4,
      ContentType: 'application/zip',
      Metadata: { made: 'here' },
    })
    const read = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? [])).toEqual(Body)
    expect((await catchError(s3.send(new GetObjectCommand({ Bucket, Key: 'none' })))).name).toBe('NoSuchKey')
  })

  it('S4 refuses a checksum that does not fit, in a header and in a trailer', async () => {
    const wrong = new PutObjectCommand({
      Bucket,
      Key: 'k',
      Body: 'body',
      ChecksumSHA256: Buffer.alloc(32).toString('base64'),
    })
    expect((await catchError(s3.send(wrong))).name).toBe('BadDigest')
    const chunked = (checksum: string) =>
      send('PUT', '/my-bucket/k', '127.0.0.1', {
        headers: { 'content-encoding': 'aws-chunked', 'x-amz-trailer': 'x-amz-checksum-crc32' },
        body: `5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
      })
    expect(await chunked('AAAAAA==')).toContain('BadDigest')
    expect(await chunked('DUoRhQ==')).toBe('')
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))
    expect(await read.Body?.transformToString()).toBe('hello world')
  })

  it('S5 keeps versions, and deletes one of them for good', async () => {
    await turnVersioningOn()
    const first = await put('k', 'one')
    await put('k', 'two')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    expect((await catchError(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).name).toBe('NoSuchKey')
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect(listed.Versions).toHaveLength(2)
    expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', IsLatest: true }])
    const old = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: first.VersionId }))
    expect(await old.Body?.transformToString()).toBe('one')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: first.VersionId }))
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(1)
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).toEqual([])
  })

  it('S6 deletes a bucket only when all versions and markers are gone', async () => {
    await turnVersioningOn()
    await put('a&b', 'one')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a&b' }))
    expect((await catchError(s3.send(new DeleteBucketCommand({ Bucket })))).name).toBe('BucketNotEmpty')
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(Deleted).toHaveLength(2)
    await s3.send(new DeleteBucketCommand({ Bucket }))
    expect((await catchError(s3.send(new HeadBucketCommand({ Bucket })))).status).toBe(404)
  })

  it('S7 lists in pages', async () => {
    await turnVersioningOn()
    for (const key of ['b', 'a', 'c', 'other']) await put(key, key)
    await put('a', 'again')
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }))
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2, Contents: [{ Key: 'a' }, { Key: 'b' }] })
    const ContinuationToken = first.NextContinuationToken
    const rest = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
    expect(rest).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'c' }, { Key: 'other' }] })
    const versions = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }))
    const next = await s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: versions.NextKeyMarker,
        VersionIdMarker: versions.NextVersionIdMarker,
      }),
    )
    expect(next.Versions?.map(({ Key }) => Key)).toEqual(['a', 'b', 'c', 'other'])
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'o' }))).Contents).toMatchObject([
      { Key: 'other' },
    ])
  })

  it('S9 refuses who expects another owner', async () => {
    await put('k', 'mine')
    const get = (ExpectedBucketOwner: string) =>
      s3.send(new GetObjectCommand({ Bucket, Key: 'k', ExpectedBucketOwner }))
    expect((await catchError(get('210987654321'))).name).toBe('AccessDenied')
    expect((await get('123456789012')).ContentLength).toBe(4)
  })

  it('S8 reads the bucket from the host as well', async () => {
    await put('k', 'by host')
    for (const host of [`${Bucket}.s3.eu-west-1.amazonaws.com`, `${Bucket}.localhost:4566`]) {
      expect(await send('GET', '/k', host)).toBe('by host')
    }
    expect(await send('GET', '/my-bucket/k', 's3.eu-west-1.amazonaws.com')).toBe('by host')
  })
})

/** A request whose Host is not the address that it goes to. */
async function send(
  method: string,
  path: string,
  host: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): Promise<string> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIDFAKE/20261123/eu-west-1/s3/aws4_request, Signature=x'
  return new Promise((resolve, reject) => {
    const sent = request(`${fake.url}${path}`, { method, headers: { host, authorization, ...headers } }, (answer) =>
      resolve(text(answer)),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
