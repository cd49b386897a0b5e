import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { ResponseTracker } from '../../../src/targets/local/proxy/protocol/response-tracker.ts'
import { ServerStatus } from '../../../src/targets/local/proxy/protocol/status-flags.ts'
import { anyResult, cutAt, writeEof, writeOk, writeResponse } from './wire-bytes.ts'

test('finds the end of any response, however its bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyResult, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(0, 1, 2, 3, 0x4002),
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.uint8Array({ maxLength: 10 }),
      (results, deprecateEof, status, cuts, surplus) => {
        const response = writeResponse(results, status, deprecateEof)
        const tracker = new ResponseTracker()
        tracker.begin('results', deprecateEof, 0)
        const chunks = cutAt(response, cuts).filter((chunk) => chunk.length > 0)
        for (const chunk of chunks.slice(0, -1)) {
          expect(tracker.feed(chunk)).toBe(chunk.length)
          expect(tracker.done).toBe(false)
        }
        const last = chunks.at(-1) as Buffer
        expect(tracker.feed(Buffer.concat([last, surplus]))).toBe(last.length)
        expect(tracker.done).toBe(true)
        const failedAt = results.findIndex(({ kind }) => kind === 'error')
        expect(tracker.failed).toBe(failedAt >= 0)
        expect(tracker.completedResults).toBe(failedAt < 0 ? results.length : failedAt)
        if (failedAt < 0) expect(tracker.status).toBe(status)
        else expect(tracker.errorCode).toBe(1064)
      },
    ),
    { numRuns: 500 },
  )
})

test('is not misled by a row of more than 16 MB that starts like an EOF packet', () => {
  const value = Buffer.alloc(0x1000005, 0xfe)
  value.writeBigUInt64LE(BigInt(value.length - 9), 1)
  for (const deprecateEof of [true, false]) {
    const response = writeResponse([{ kind: 'rows', columns: 1, rows: [value] }], 2, deprecateEof)
    const tracker = new ResponseTracker()
    tracker.begin('results', deprecateEof, 0)
    for (let at = 0; at < response.length; at += 65_536) tracker.feed(response.subarray(at, at + 65_536))
    expect(tracker).toMatchObject({ done: true, completedResults: 1, status: 2 })
  }
})

test.each([true, false])('follows prepare, cursor and single responses (EOF deprecated: %s)', (deprecateEof) => {
  const tracker = new ResponseTracker()
  const definition = Buffer.from('\x03def', 'latin1')
  const eof = deprecateEof ? [] : [writeEof(2, false)]
  const feed = (kind: 'prepare' | 'cursor' | 'single' | 'rows', payloads: Buffer[]): ResponseTracker => {
    tracker.begin(kind, deprecateEof, 2)
    for (const [index, payload] of payloads.entries()) {
      expect(tracker.done).toBe(false)
      tracker.feed(framePayload(payload, index + 1))
    }
    return tracker
  }
  const prepared = Buffer.from([0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0])
  expect(feed('prepare', [prepared, definition, ...eof, definition, definition, ...eof]).done).toBe(true)
  expect(feed('prepare', [Buffer.from([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]).done).toBe(true)
  const cursor = writeEof(2 | ServerStatus.cursorExists, deprecateEof)
  expect(feed('cursor', [Buffer.of(1), definition, cursor]).done).toBe(true)
  expect(feed('rows', [Buffer.of(0, 0, 1), Buffer.of(0, 0, 2), writeEof(0x82, deprecateEof)]).status).toBe(0x82)
  expect(feed('single', [Buffer.from('Uptime: 1')])).toMatchObject({ done: true, status: 2 })
  expect(feed('single', [writeEof(0x4002, deprecateEof)])).toMatchObject({ done: true, status: 0x4002 })
})

test.each([
  ['results' as const, ServerStatus.cursorExists],
  ['results' as const, ServerStatus.cursorExists | ServerStatus.moreResults],
  ['cursor' as const, ServerStatus.cursorExists | ServerStatus.moreResults],
])('waits for the rows of a stored program that has a cursor open itself (%s, status %i)', (kind, status) => {
  const tracker = new ResponseTracker()
  tracker.begin(kind, false, 2)
  const columns = [Buffer.of(1), Buffer.from('\x03def', 'latin1'), writeEof(2 | status, false)]
  const rows = [Buffer.of(1, 49), writeEof(2 | ServerStatus.cursorExists | ServerStatus.moreResults, false)]
  const payloads = [...columns, ...rows, writeOk(0, 2)]
  for (const [index, payload] of payloads.entries()) {
    expect(tracker.done).toBe(false)
    tracker.feed(framePayload(payload, index + 1))
  }
  expect(tracker).toMatchObject({ done: true, completedResults: 2, rows: 1, status: 2 })
})

test('refuses a server that asks for a local file', () => {
  const tracker = new ResponseTracker()
  tracker.begin('results', true, 0)
  expect(() => tracker.feed(framePayload(Buffer.from('\xfb/etc/passwd', 'latin1'), 1))).toThrow('local file')
})
