import { refuseS3 } from '../protocols/s3.ts'
import { nameS3Operation, readPlace } from '../s3-operation.ts'
import type { FakeService } from '../service.ts'
import { bucketPartOperations } from './bucket-parts.ts'
import { bucketOperations, createBucket, listBuckets } from './buckets.ts'
import { listOperations } from './listings.ts'
import { objectOperations } from './objects.ts'
import type { S3Operation } from './operation.ts'
import type { BucketStore } from './store.ts'

const operations: Readonly<Record<string, S3Operation>> = {
  ...bucketOperations,
  ...bucketPartOperations,
  ...listOperations,
  ...objectOperations,
}

/** S3 with path style and virtual-host style, versions, paging and checksums. */
export function createS3(store: BucketStore): FakeService {
  return {
    name: 's3',
    answer(request, account) {
      const { bucket: name, key } = readPlace(request.headers.host ?? '', request.url.pathname)
      const operation = nameS3Operation(request.method, { bucket: name, key }, request.url.searchParams)
      if (operation === 'ListBuckets') return listBuckets(store, account)
      if (operation === 'CreateBucket') return createBucket(store, name, request, account)
      const run = operations[operation]
      if (run === undefined)
        throw refuseS3(
          'NotImplemented',
          'A header or query you provided implies functionality that is not implemented.',
        )
      const bucket = store.open(name, account.id)
      const expectedOwner = request.headers['x-amz-expected-bucket-owner'] ?? bucket.accountId
      if (expectedOwner !== bucket.accountId) throw refuseS3('AccessDenied', 'Access Denied')
      return run({ bucket, key, request, account, store })
    },
  }
}
