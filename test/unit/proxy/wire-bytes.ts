import fc from 'fast-check'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { PayloadWriter } from '../../../src/targets/local/proxy/protocol/payload-writer.ts'
import { ServerStatus } from '../../../src/targets/local/proxy/protocol/status-flags.ts'

/** One result of a response. */
export type Result =
  | { kind: 'ok'; insertId: number; info: string }
  | { kind: 'rows'; columns: number; rows: Buffer[]; info?: string }
  | { kind: 'error' }

/** An OK packet, or an EOF packet of its form. The info may go on with what changed in the session. */
export function writeOk(header: number, status: number, insertId = 0, info = ''): Buffer {
  return new PayloadWriter()
    .uint8(header)
    .lengthEncoded(3)
    .lengthEncoded(insertId)
    .uint16(status)
    .uint16(1)
    .text(info)
    .finish()
}

/** The end of rows or of column definitions; an EOF packet has no info. */
export function writeEof(status: number, deprecateEof: boolean, info = ''): Buffer {
  if (deprecateEof) return writeOk(0xfe, status, 0, info)
  return new PayloadWriter().uint8(0xfe).uint16(0).uint16(status).finish()
}

const errorPacket = Buffer.from('\xff\x28\x04#42000Bad', 'latin1')

/** A response as a server writes it; an error ends it. */
export function writeResponse(results: readonly Result[], lastStatus: number, deprecateEof: boolean): Buffer {
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
      payloads.push(...result.rows, writeEof(status, deprecateEof, result.info))
    }
  }
  return Buffer.concat(payloads.map((payload, index) => framePayload(payload, index + 1)))
}

/** A row begins with a length below 0xfb, with NULL (0xfb) or with a 16-bit length (0xfc); anything may follow. */
const row = fc
  .tuple(fc.integer({ min: 0, max: 0xfc }), fc.uint8Array({ maxLength: 60 }))
  .map(([first, rest]) => Buffer.from([first, ...rest]))

const anyInfo = fc.oneof(fc.string(), fc.string({ minLength: 200, maxLength: 400 }))

export const anyResult: fc.Arbitrary<Result> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ok' as const), insertId: fc.nat(), info: anyInfo }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('rows' as const),
      columns: fc.integer({ min: 1, max: 5 }),
      rows: fc.array(row, { maxLength: 8 }),
      info: anyInfo,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'error' as const }) },
)

/** The bytes in chunks, cut at any places. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b)
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
}

/** Bytes in which a few are changed, taken out or put in; or none. */
export function damage(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const wound = fc.record({ at: fc.nat(), taken: fc.nat({ max: 3 }), given: fc.uint8Array({ maxLength: 3 }) })
  return fc.tuple(bytes, fc.array(wound, { maxLength: 3 })).map(([whole, wounds]) =>
    wounds.reduce((rest, { at, taken, given }) => {
      const place = at % (rest.length + 1)
      return Buffer.concat([rest.subarray(0, place), given, rest.subarray(place + taken)])
    }, whole),
  )
}
