import type { FakeAccount } from '../account.ts'
import type { FakeAnswer, FakeRequest } from '../service.ts'
import type { Bucket, BucketStore } from './store.ts'

/** What an operation on a bucket that exists, or on an object in it, works with. */
export interface S3Call {
  bucket: Bucket
  key: string
  request: FakeRequest
  account: FakeAccount
  store: BucketStore
}

export type S3Operation = (call: S3Call) => FakeAnswer
