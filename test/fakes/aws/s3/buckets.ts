import type { FakeAccount } from '../account.ts'
import { answerEmpty, answerS3, refuseS3 } from '../protocols/s3.ts'
import { FlatList } from '../protocols/xml.ts'
import type { FakeAnswer, FakeRequest } from '../service.ts'
import type { S3Operation } from './operation.ts'
import type { BucketStore } from './store.ts'

/** Buckets as such. */
export const bucketOperations: Record<string, S3Operation> = {
  HeadBucket: ({ bucket }) => answerEmpty(200, { 'x-amz-bucket-region': bucket.region }),

  DeleteBucket({ bucket, store }) {
    store.delete(bucket)
    return answerEmpty(204)
  },

  GetBucketLocation: ({ bucket }) => answerS3('LocationConstraint', {}, { 'x-amz-bucket-region': bucket.region }),
}

/** Makes a bucket in the region of the request, which has to be that of the body's location constraint. */
export function createBucket(store: BucketStore, name: string, request: FakeRequest, account: FakeAccount): FakeAnswer {
  const constraint = /<LocationConstraint>(.*?)<\/LocationConstraint>/.exec(request.body.toString())?.[1]
  checkName(name)
  if (request.region === 'us-east-1' && constraint === 'us-east-1') {
    throw refuseS3('InvalidLocationConstraint', 'The specified location-constraint is not valid')
  }
  if ((constraint ?? 'us-east-1') !== request.region) throw illegalLocation(constraint)
  store.create({ name, accountId: account.id, region: request.region, createdAt: new Date(account.now()) })
  return answerEmpty(200, { location: `/${name}` })
}

/** All buckets of the account. */
export function listBuckets(store: BucketStore, account: FakeAccount): FakeAnswer {
  const buckets = store.list(account.id).map(({ name, createdAt, region }) => ({
    Name: name,
    CreationDate: createdAt,
    BucketRegion: region,
  }))
  return answerS3('ListAllMyBucketsResult', {
    Owner: { ID: account.id },
    Buckets: { Bucket: new FlatList(buckets) },
  })
}

function illegalLocation(constraint: string | undefined) {
  return refuseS3(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

function checkName(name: string) {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')) return
  throw refuseS3('InvalidBucketName', 'The specified bucket is not valid.')
}
