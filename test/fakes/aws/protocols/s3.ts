import { type FakeAnswer, FakeServiceError } from '../service.ts'
import { makeRequestId } from './request-id.ts'
import { writeXml } from './xml.ts'

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** A document as S3 answers it: `<Root xmlns="..">`. Lists without an element around them are `FlatList`. */
export function answerS3(root: string, content: object, headers: Record<string, string> = {}): FakeAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${writeXml(content)}</${root}>`,
  }
}

/** An answer without a body. */
export function answerEmpty(status: number, headers: Record<string, string> = {}): FakeAnswer {
  return { status, headers, body: '' }
}

/** An error as S3 writes it. The answer to HEAD has no body, so only the status is left of it there. */
export function answerS3Error({ code, message, status }: FakeServiceError, method = 'GET'): FakeAnswer {
  const id = makeRequestId()
  const document = writeXml({ Error: { Code: code, Message: message, RequestId: id, HostId: 'fake' } })
  const body = method === 'HEAD' ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${document}`
  return { status, headers: { 'content-type': 'application/xml', 'x-amz-request-id': id }, body }
}

/** Error of S3 with the status that belongs to it. */
export function refuseS3(code: string, message: string): FakeServiceError {
  const statuses: Record<string, number> = {
    NotImplemented: 501,
    AccessDenied: 403,
    BucketAlreadyExists: 409,
    BucketAlreadyOwnedByYou: 409,
    BucketNotEmpty: 409,
    NoSuchBucket: 404,
    NoSuchKey: 404,
    NoSuchVersion: 404,
    SlowDown: 503,
  }
  return new FakeServiceError(code, message, statuses[code] ?? (code.startsWith('NoSuch') ? 404 : 400))
}
