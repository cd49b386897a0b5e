import { expect, test } from 'vitest'
import { formatEnd, formatStart } from '../../../src/targets/local/lambda/log-lines.ts'

const report = { requestId: 'id', durationMs: 12.345, memoryMb: 128 }

test('START, END and REPORT are as Lambda writes them', () => {
  expect(formatStart('id', '$LATEST')).toBe('START RequestId: id Version: $LATEST')
  expect(formatEnd({ ...report, maxMemoryBytes: 70.2 * 1_048_576, initDurationMs: 100.5 })).toEqual([
    'END RequestId: id',
    'REPORT RequestId: id\tDuration: 12.35 ms\tBilled Duration: 113 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\tInit Duration: 100.50 ms',
  ])
})

test('REPORT says how an invocation failed', () => {
  const failed = (kind: 'timed-out' | 'crashed') =>
    formatEnd({ ...report, failure: { kind, errorType: 'Runtime.ExitError' } })[1]
  expect(failed('timed-out')).toBe(
    'REPORT RequestId: id\tDuration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tStatus: timeout',
  )
  expect(failed('crashed')).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError$/)
})
