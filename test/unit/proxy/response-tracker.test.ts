import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { PayloadWriter } from '../../../src/targets/local/proxy/protocol/payload-writer.ts'
import { ResponseTracker } from '../../../src/targets/local/proxy/protocol/response-tracker.ts'
import { ServerStatus } from '../../../src/targets/local/proxy/protocol/status-flags.ts'

type Result =
  | { kind: 'ok'; insertId: number; info: string }
  | { kind: 'rows'; columns: number; rows: Buffer[] }
  | { kind: 'error' }

function writeOk(header: number, status: number, insertId = 0, info = ''): Buffer {
  return new PayloadWriter()
    .uint8(header)
    .lengthEncoded(3)
    .lengthEncoded(insertId)
    .uint16(status)
    .uint16(1)
    .text(info)
    .finish()
}

function writeEof(status: number, deprecateEof: boolean): Buffer {
  if (deprecateEof) return writeOk(0xfe, status)
  return new PayloadWriter().uint8(0xfe).uint16(0).uint16(status).finish()
}

const errorPacket = Buffer.from('\xff\x28\x04#42000Bad', 'latin1')

/** A response as a server writes it; an error ends it. */
function writeResponse(results: readonly Result[], lastStatus: number, deprecateEof: boolean): Buffer {
  const payloads: Buffer[] = []
  for (const [index, result] of results.entries()) {
    const isLast = index === results.length - 1
    const status = isLast ? lastStatus : lastStatus | ServerStatus.moreResults
    if (result.kind === 'error') {
      payloads.push(errorPacket)
      break
    }
    if (result.kind === 'ok') payloads.push(writeOk(0, status, result.insertId, result.info))
    else {
      payloads.push(Buffer.of(result.columns))
      for (let column = 0; column < result.columns; column++) payloads.push(Buffer.from('\x03def\x00\x00', 'latin1'))
      if (!deprecateEof) payloads.push(writeEof(status, false))
      payloads.push(...result.rows, writeEof(status, deprecateEof))
    }
  }
  return Buffer.concat(payloads.map((payload, index) => framePayload(payload, index + 1)))
}

/** A row begins with a length below 0xfb, with NULL (0xfb) or with a 16-bit length (0xfc); anything may follow. */
const row = fc
  .tuple(fc.integer({ min: 0, max: 0xfc }), fc.uint8Array({ maxLength: 60 }))
  .map(([first, rest]) => Buffer.from([first, ...rest]))

const result: fc.Arbitrary<Result> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ok' as const), insertId: fc.nat(), info: fc.string() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('rows' as const),
      columns: fc.integer({ min: 1, max: 5 }),
      rows: fc.array(row, { maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'error' as const }) },
)

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b)
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
}

test('finds the end of any response, however its bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(result, { minLength: 1, maxLength: 4 }),
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
