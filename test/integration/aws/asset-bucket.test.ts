import { describe, expect, it } from 'vitest'
import { locateAssetBucket } from '../../../src/targets/aws/assets/asset-bucket.ts'
import { prepareBucket } from '../../../src/targets/aws/assets/prepare-bucket.ts'
import { removeAssetBucket } from '../../../src/targets/aws/assets/remove-asset-bucket.ts'
import { uploadMissing } from '../../../src/targets/aws/assets/upload-missing.ts'
import { openAwsEnvironment } from '../../../src/targets/aws/environment.ts'
import { FakeServiceError } from '../../fakes/aws/service.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()

const caller = { account: '123456789012', region: 'eu-west-1', arn: 'arn:aws:iam::123456789012:user/dev' }
const bucket = locateAssetBucket(caller)
const noWait = { now: () => 0, wait: async () => {} }

const findBucket = () =>
  at()
    .aws.buckets.list(caller.account)
    .find(({ name }) => name === bucket.name)
const prepare = () => prepareBucket(at().open(), bucket, noWait)

describe('the asset bucket', () => {
  it('is private, encrypted, versioned, tagged and closed to plain HTTP', async () => {
    expect(await prepare()).toBe(true)
    const { parts } = findBucket() as { parts: Map<string, string> }
    const all = [...parts.values()].join('\n')
    for (const part of [
      'BlockPublicAcls>true',
      'IgnorePublicAcls>true',
      'BlockPublicPolicy>true',
      'RestrictPublicBuckets>true',
    ]) {
      expect(all).toContain(part)
    }
    for (const part of ['BucketOwnerEnforced', 'AES256', 'Enabled', '<Value>assets</Value>'])
      expect(all).toContain(part)
    expect(all).toContain('"aws:SecureTransport":"false"')
    expect(all).toContain(`arn:aws:s3:::${bucket.name}/*`)
  })

  it('is made once: the next deploy asks one question', async () => {
    await prepare()
    const before = at().aws.calls.length
    expect(await prepare()).toBe(false)
    expect(at().aws.calls.length - before).toBe(1)
  })

  it('that was left half made is completed', async () => {
    at().aws.faults.fail('PutBucketPolicy', new FakeServiceError('AccessDenied', 'Access Denied', 403))
    await expect(prepare()).rejects.toMatchObject({ name: 'AccessDenied' })
    expect([...(findBucket()?.parts.values() ?? [])].join('\n')).not.toContain('SecureTransport')
    expect(await prepare()).toBe(false)
    expect([...(findBucket()?.parts.values() ?? [])].join('\n')).toContain('SecureTransport')
  })

  it('is one, though two make it at once', async () => {
    const made = await Promise.all([prepare(), prepare(), prepare()])
    expect(made.filter(Boolean)).toHaveLength(1)
    expect([...(findBucket()?.parts.values() ?? [])].join('\n')).toContain('<Value>assets</Value>')
  })

  it('is waited for while somebody else changes it', async () => {
    const aborted = new FakeServiceError(
      'OperationAborted',
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
      409,
    )
    at().aws.faults.fail('CreateBucket', aborted, 2)
    at().aws.faults.fail('PutBucketVersioning', aborted, 2)
    expect(await prepare()).toBe(true)
  })

  it('of somebody else is not used', async () => {
    at().aws.buckets.create({
      name: bucket.name,
      accountId: '999999999999',
      region: 'eu-west-1',
      createdAt: new Date(),
    })
    await expect(prepare()).rejects.toMatchObject({ name: 'AssetBucketTaken' })
  })

  it('tells a caller who may not what he may not', async () => {
    await prepare()
    at().aws.faults.refuse('GetBucketTagging')
    at().aws.faults.refuse('PutBucketTagging')
    await expect(prepare()).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('lies in the partition of the caller, and in us-east-1 without a constraint', async () => {
    expect(locateAssetBucket({ ...caller, arn: 'arn:aws-cn:iam::1:user/x' }).partition).toBe('aws-cn')
    const env = openAwsEnvironment('dev', false, { region: 'us-east-1', profile: '', account: '' })
    expect(await prepareBucket(env, locateAssetBucket({ ...caller, region: 'us-east-1' }), noWait)).toBe(true)
    expect(
      at()
        .aws.buckets.list(caller.account)
        .map(({ region }) => region),
    ).toEqual(['us-east-1'])
  })

  it('takes a content once', async () => {
    await prepare()
    const asset = { key: 'functions/webhook/1.zip', content: Buffer.from('code'), type: 'application/zip' }
    expect(await uploadMissing(at().open(), bucket, asset)).toBe(true)
    expect(await uploadMissing(at().open(), bucket, asset)).toBe(false)
    expect(findBucket()?.versions).toHaveLength(1)
  })
})

describe('removing the asset bucket', () => {
  it('empties it of all versions, page by page, and deletes it', async () => {
    await prepare()
    const asset = { content: Buffer.from('code'), type: 'application/zip' }
    await uploadMissing(at().open(), bucket, { ...asset, key: 'first' })
    const [version] = findBucket()?.versions ?? []
    for (let copy = 0; version && copy < 1_500; copy += 1) {
      findBucket()?.versions.push({
        ...version,
        key: `copy-${copy}`,
        versionId: `v${copy}`,
        deleteMarker: copy % 2 === 0,
      })
    }
    expect(await removeAssetBucket(at().open(), caller)).toEqual({
      bucket: bucket.name,
      outcome: 'deleted',
      stacks: [],
    })
    expect(findBucket()).toBeUndefined()
  })

  it('keeps it while an environment is left, and names that', async () => {
    await at().deploy({}, 'other')
    expect(await removeAssetBucket(at().open(), caller)).toEqual({
      bucket: bucket.name,
      outcome: 'kept',
      stacks: ['rds-proxy-webhook-other'],
    })
    expect(findBucket()).toBeDefined()
  })

  it('is done when there is none', async () => {
    expect(await removeAssetBucket(at().open(), caller)).toMatchObject({ outcome: 'missing' })
  })

  it('does not touch a bucket of that name without our tag', async () => {
    at().aws.buckets.create({
      name: bucket.name,
      accountId: caller.account,
      region: 'eu-west-1',
      createdAt: new Date(),
    })
    expect(await removeAssetBucket(at().open(), caller)).toMatchObject({ outcome: 'missing' })
    expect(findBucket()).toBeDefined()
  })
})
