import { expect, test } from 'vitest'
import { createRequestId } from '../../../src/targets/local/gateway/request-id.ts'

test('ids look like those of HTTP APIs and never repeat', () => {
  const ids = Array.from({ length: 5_000 }, createRequestId)
  expect(new Set(ids).size).toBe(5_000)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{15}=$/)
})
