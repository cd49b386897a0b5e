import { expect, test } from 'vitest'
import { chooseLexerOptions } from '../../../src/targets/local/proxy/client/lexer-options.ts'
import { createSessionState } from '../../../src/targets/local/proxy/session-state.ts'

function findTrailBytes(collation: number, ...statements: string[]): boolean {
  const variables = statements.map((statement) => ({ name: 'names', statement }))
  const state = createSessionState({ capabilities: 0, collation, database: '', variables })
  return chooseLexerOptions(state, 0).asciiTrailBytes
}

// Else a backslash that is half of a character would be taken for an escape, and a string's end be missed.
test('a login in a character set whose characters may end in an ASCII byte is known by its collation, padding or not', () => {
  const ends = { big5: [1, 84], sjis: [13, 88], gbk: [28, 87], cp932: [95, 96], gb18030: [248, 249, 250] }
  for (const [charset, collations] of Object.entries(ends)) {
    for (const collation of collations) {
      expect(findTrailBytes(collation), charset).toBe(true)
      if (charset !== 'gb18030') expect(findTrailBytes(1024 + collation), charset).toBe(true)
    }
  }
  // MariaDB's utf8mb4_nopad_bin and utf8mb4_uca1400_ai_ci, MySQL's utf8mb4_0900_ai_ci and utf8mb4_0900_bin.
  for (const collation of [8, 45, 224, 255, 309, 1070, 2304]) expect(findTrailBytes(collation)).toBe(false)
})

test('SET NAMES counts for more than the login', () => {
  expect(findTrailBytes(28, 'SET NAMES utf8mb4')).toBe(false)
  expect(findTrailBytes(45, "SET NAMES 'gbk'")).toBe(true)
})

function findBlank(collation: number, ...statements: string[]): number | undefined {
  const variables = statements.map((statement) => ({ name: 'names', statement }))
  return chooseLexerOptions(createSessionState({ capabilities: 0, collation, database: '', variables }), 0).noBreakSpace
}

test('the byte that is white space in a character set is known by its collation and by SET NAMES', () => {
  // latin1_swedish_ci, latin1_nopad_bin, greek_general_ci, cp866_general_ci; utf8mb4, cp1251, gbk.
  expect([8, 1071, 25, 36].map((collation) => findBlank(collation))).toEqual([0xa0, 0xa0, 0xa0, 0xff])
  expect([45, 255, 51, 28].map((collation) => findBlank(collation))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(findBlank(45, "SET NAMES 'latin1'")).toBe(0xa0)
  expect(findBlank(8, 'SET NAMES utf8mb4')).toBeUndefined()
})
