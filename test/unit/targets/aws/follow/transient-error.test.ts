import { describe, expect, it } from 'vitest'
import { isTransient } from '../../../../../src/targets/aws/follow/transient-error.ts'

const make = (parts: object) => Object.assign(new Error('x'), parts)

describe('trouble that passes', () => {
  it.each([
    { code: 'ECONNREFUSED' },
    { code: 'ENOTFOUND' },
    { name: 'TimeoutError' },
    { name: 'Throttling' },
    { name: 'ThrottlingException' },
    { name: 'RequestLimitExceeded' },
    { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
    { cause: make({ code: 'ECONNRESET' }) },
  ])('is %j', (parts) => expect(isTransient(make(parts))).toBe(true))

  it.each([
    { name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } },
    { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } },
    { name: 'ValidationError', $metadata: { httpStatusCode: 400 } },
    { code: 'EACCES' },
  ])('is not %j', (parts) => expect(isTransient(make(parts))).toBe(false))

  it('is an error', () => expect(isTransient('ECONNRESET')).toBe(false))
})
