import { expect, test } from 'vitest'
import { closest } from '../../../src/settings/closest.ts'

const commands = ['init', 'deploy', 'plan', 'status', 'hit', 'rows', 'rotate-secret', 'destroy']

test.each([
  ['statsu', 'status'],
  ['destory', 'destroy'],
  ['rotate-secrets', 'rotate-secret'],
  ['roww', 'rows'],
  ['Deploy', 'deploy'],
  ['ht', 'hit'],
  ['xyz', undefined],
  ['', undefined],
  ['launch', undefined],
])('%s is near %s', (word, expected) => {
  expect(closest(word, commands)).toBe(expected)
})
