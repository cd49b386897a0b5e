import { expect, test } from 'vitest'
import { TokenBucket } from '../../../src/targets/local/gateway/token-bucket.ts'

function countTaken(bucket: TokenBucket, now: number, tries: number): number {
  return Array.from({ length: tries }, () => bucket.take(now)).filter(Boolean).length
}

test('lets the burst through at once, then as many as the rate allows', () => {
  const bucket = new TokenBucket({ rateLimit: 10, burstLimit: 5 }, 1_000)
  expect(countTaken(bucket, 1_000, 20)).toBe(5)
  expect(countTaken(bucket, 1_099, 20)).toBe(0)
  expect(countTaken(bucket, 1_200, 20)).toBe(2)
})

test('never saves up more than the burst', () => {
  const bucket = new TokenBucket({ rateLimit: 10, burstLimit: 5 }, 0)
  expect(countTaken(bucket, 3_600_000, 20)).toBe(5)
})

test('a burst of nothing lets nothing through', () => {
  expect(countTaken(new TokenBucket({ rateLimit: 10, burstLimit: 0 }, 0), 1_000, 3)).toBe(0)
})
