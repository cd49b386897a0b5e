import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { readGreeting, writeGreeting } from '../../../src/targets/local/proxy/protocol/greeting.ts'
import {
  isTlsRequest,
  readChangeUser,
  readLoginRequest,
  writeChangeUser,
  writeLoginRequest,
} from '../../../src/targets/local/proxy/protocol/login-packets.ts'
import { PacketAssembler } from '../../../src/targets/local/proxy/protocol/packet-assembler.ts'
import { ProtocolError } from '../../../src/targets/local/proxy/protocol/protocol-error.ts'
import { ResponseTracker } from '../../../src/targets/local/proxy/protocol/response-tracker.ts'
import { digestStatement } from '../../../src/targets/local/proxy/sql/digest.ts'
import { inlineValues } from '../../../src/targets/local/proxy/sql/inline-values.ts'
import { Lexer, type LexerOptions } from '../../../src/targets/local/proxy/sql/lexer.ts'
import { splitStatements } from '../../../src/targets/local/proxy/sql/split-statements.ts'
import { readWarningsQuestion } from '../../../src/targets/local/proxy/sql/warnings-question.ts'
import { anyResult, cutAt, damage, writeResponse } from './wire-bytes.ts'

const bytes = fc.uint8Array({ maxLength: 120 }).map((array) => Buffer.from(array))

const lexerOptions: fc.Arbitrary<LexerOptions> = fc.record({
  backslashEscapes: fc.boolean(),
  asciiTrailBytes: fc.boolean(),
  ansiQuotes: fc.boolean(),
})

/** Pieces from which SQL goes wrong in every way, and any bytes between them. */
const sql = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '`', '@', '@@', '/*', '*/', '/*!', '/*M!', '-- ', '#', ';', '\\', '\n', '\0', '(', ')'),
      fc.constantFrom('SELECT ', 'SHOW WARNINGS ', 'ROW_COUNT()', '@@warning_count', 'LIMIT 1', ',', '=', '0x', '1.'),
      fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array).toString('latin1')),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'))

const loginRequest = fc.record({
  capabilities: fc.nat({ max: 0x1ffffff }).map((flags) => (flags | Capability.protocol41) >>> 0),
  collation: fc.nat({ max: 255 }),
  user: fc.constantFrom('', 'app', 'ü'),
  authResponse: bytes.filter(({ length }) => length < 60),
  database: fc.constantFrom('', 'shop').map((name) => Buffer.from(name)),
  authPlugin: fc.constantFrom('', 'caching_sha2_password'),
})

/** Of each kind of packet: the reader, and packets that are right but for a few bytes. */
const messages: [name: string, read: (payload: Buffer, flags: number) => unknown, right: fc.Arbitrary<Buffer>][] = [
  ['login', (payload) => isTlsRequest(payload) || readLoginRequest(payload), loginRequest.map(writeLoginRequest)],
  ['change of user', (payload, flags) => readChangeUser(payload, flags, 45), loginRequest.map(writeChangeUser)],
  [
    'greeting',
    (payload) => readGreeting(payload),
    fc
      .record({
        serverVersion: fc.constantFrom('8.4.0', '5.5.5-10.11.19-MariaDB'),
        connectionId: fc.nat(),
        nonce: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((nonce) => Buffer.from(nonce)),
        ...{ capabilities: fc.nat(), collation: fc.nat({ max: 255 }), status: fc.nat({ max: 0xffff }) },
        authPlugin: fc.constantFrom('mysql_native_password' as const, 'caching_sha2_password' as const),
      })
      .map(writeGreeting),
  ],
]

test.each(messages)('a %s of any bytes is read or refused, never more', (_, read, right) => {
  const seen = { read: 0, refused: 0 }
  fc.assert(
    fc.property(fc.oneof(bytes, damage(right), damage(right)), fc.nat(), (payload, flags) => {
      try {
        read(payload, flags)
        seen.read += 1
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
        seen.refused += 1
      }
    }),
    { numRuns: 1000 },
  )
  expect(seen.read).toBeGreaterThan(50)
  expect(seen.refused).toBeGreaterThan(50)
})

test('a stream of any bytes is kept once at most, and refused beyond the limit', () => {
  const limit = 1000
  const frames = fc
    .array(bytes, { maxLength: 20 })
    .map((list) => Buffer.concat(list.map((part) => framePayload(part, 0))))
  const seen = { packets: 0, rests: 0, refused: 0 }
  fc.assert(
    fc.property(fc.oneof(frames, damage(frames)), fc.array(fc.nat(), { maxLength: 20 }), (stream, cuts) => {
      const assembler = new PacketAssembler(limit)
      let given = 0
      try {
        for (const chunk of cutAt(stream, cuts)) {
          assembler.push(chunk)
          given += chunk.length
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
        seen.refused += 1
        return
      }
      const taken: Buffer[] = []
      for (let packet = assembler.next(); packet; packet = assembler.next()) {
        expect(packet.length).toBeLessThanOrEqual(limit + 4)
        taken.push(...packet.pieces)
        seen.packets += 1
      }
      const rest = assembler.takeRest()
      if (rest.length > 0) seen.rests += 1
      expect(Buffer.concat([...taken, ...rest])).toEqual(stream.subarray(0, given))
      expect(assembler.waiting).toBe(0)
    }),
    { numRuns: 500 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5)
})

test('a response of any bytes never takes more than it was given, and never hangs', () => {
  const kinds = fc.constantFrom('single' as const, 'results' as const, 'prepare' as const, 'fields' as const)
  const responses = fc
    .tuple(fc.array(anyResult, { minLength: 1, maxLength: 3 }), fc.nat({ max: 0xffff }), fc.boolean())
    .map(([results, status, deprecateEof]) => writeResponse(results, status, deprecateEof))
  const anything = fc.oneof(bytes, responses, damage(responses), damage(responses))
  const seen = { done: 0, waiting: 0, refused: 0, left: 0 }
  fc.assert(
    fc.property(anything, fc.array(fc.nat(), { maxLength: 20 }), kinds, fc.boolean(), (stream, cuts, kind, noEof) => {
      const tracker = new ResponseTracker()
      tracker.begin(kind, noEof, 0)
      try {
        for (const chunk of cutAt(stream, cuts)) {
          if (tracker.done) break
          const used = tracker.feed(chunk)
          expect(used).toBeLessThanOrEqual(chunk.length)
          if (used < chunk.length) {
            expect(tracker.done).toBe(true)
            seen.left += 1
          }
        }
        seen[tracker.done ? 'done' : 'waiting'] += 1
      } catch (error) {
        // The connection is closed then, whichever of these it is.
        expect(error instanceof ProtocolError || error instanceof RangeError).toBe(true)
        seen.refused += 1
      }
    }),
    { numRuns: 2000 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3)
})

test('the tokens of any bytes cover them from the first to the last, in order', () => {
  fc.assert(
    fc.property(fc.oneof(sql, bytes), lexerOptions, (text, options) => {
      const lexer = new Lexer(text, options)
      let at = 0
      while (lexer.next() !== 'end') {
        expect(lexer.start).toBeGreaterThanOrEqual(at)
        expect(lexer.end).toBeGreaterThan(lexer.start)
        at = lexer.end
      }
      expect(lexer.end).toBeGreaterThanOrEqual(text.length)
    }),
    { numRuns: 2000 },
  )
})

test('whatever is done with SQL of any bytes ends, and its digest is short', () => {
  const values = { rowCount: 1, foundRows: 2, warningCount: 3, errorCount: 4 }
  fc.assert(
    fc.property(fc.oneof(sql, bytes), lexerOptions, (text, options) => {
      expect(digestStatement(text, options).length).toBeLessThanOrEqual(1024)
      expect(splitStatements(text.toString('latin1')).length).toBeLessThanOrEqual(text.length)
      const inlined = inlineValues(text, options, values)
      if (!/row_count|found_rows|_count/i.test(text.toString('latin1'))) expect(inlined).toEqual(text)
      const question = readWarningsQuestion(text, options)
      if (question) expect(text.toString('latin1')).toMatch(/show/i)
    }),
    { numRuns: 1000 },
  )
})
