import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readGreeting } from '../../../src/targets/local/proxy/protocol/greeting.ts'
import {
  isTlsRequest,
  readChangeUser,
  readLoginRequest,
} from '../../../src/targets/local/proxy/protocol/login-packets.ts'
import { PacketAssembler } from '../../../src/targets/local/proxy/protocol/packet-assembler.ts'
import { ProtocolError } from '../../../src/targets/local/proxy/protocol/protocol-error.ts'
import { ResponseTracker } from '../../../src/targets/local/proxy/protocol/response-tracker.ts'
import { digestStatement } from '../../../src/targets/local/proxy/sql/digest.ts'
import { inlineValues } from '../../../src/targets/local/proxy/sql/inline-values.ts'
import { Lexer, type LexerOptions } from '../../../src/targets/local/proxy/sql/lexer.ts'
import { splitStatements } from '../../../src/targets/local/proxy/sql/split-statements.ts'
import { readWarningsQuestion } from '../../../src/targets/local/proxy/sql/warnings-question.ts'

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

test('a login, a change of user and a greeting of any bytes are read or refused, never more', () => {
  const readers: ((payload: Buffer, flags: number) => unknown)[] = [
    (payload) => isTlsRequest(payload) || readLoginRequest(payload),
    (payload, flags) => readChangeUser(payload, flags, 45),
    (payload) => readGreeting(payload),
  ]
  // Flags of protocol 4.1 in front let the reader come further.
  const payloads = fc.oneof(
    bytes,
    bytes.map((rest) => Buffer.concat([Buffer.from([0x0d, 0xa2, 0x3a, 0]), rest])),
    bytes.map((rest) => Buffer.concat([Buffer.of(10), rest])),
  )
  fc.assert(
    fc.property(payloads, fc.nat(), fc.constantFrom(...readers), (payload, flags, read) => {
      try {
        read(payload, flags)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a stream of any bytes is kept once at most, and refused beyond the limit', () => {
  const limit = 1000
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 30 }), (chunks) => {
      const assembler = new PacketAssembler(limit)
      let given = 0
      try {
        for (const chunk of chunks) {
          assembler.push(chunk)
          given += chunk.length
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
        return
      }
      const rest = assembler.takeRest()
      expect(Buffer.concat(rest).length).toBe(given)
      expect(assembler.waiting).toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('a response of any bytes never takes more than it was given, and never hangs', () => {
  const kinds = fc.constantFrom('single' as const, 'results' as const, 'prepare' as const, 'fields' as const)
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 10 }), kinds, fc.boolean(), (chunks, kind, deprecateEof) => {
      const tracker = new ResponseTracker()
      tracker.begin(kind, deprecateEof, 0)
      try {
        for (const chunk of chunks) {
          const used = tracker.feed(chunk)
          expect(used).toBeLessThanOrEqual(chunk.length)
          if (used < chunk.length) expect(tracker.done).toBe(true)
        }
      } catch (error) {
        // The connection is closed then, whichever of these it is.
        expect(error instanceof ProtocolError || error instanceof RangeError).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
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
