import { describe, expect, it } from 'vitest'
import { listInPlainWords } from '../../../../../src/targets/aws/destroy/plain-words.ts'

const kinds = (...names: string[]) => names.map((kind) => ({ kind }))

describe('resources in plain words', () => {
  it('name what would be missed first, and count what ties it together', () => {
    const stack = kinds('AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::RDS::DBInstance', 'AWS::Lambda::Function')
    expect(listInPlainWords(stack)).toEqual([
      '1 MySQL database with all its data',
      '2 functions',
      '1 other resource (network, roles, permissions and what ties them together)',
    ])
  })

  it('are nothing of an empty stack', () => {
    expect(listInPlainWords([])).toEqual([])
  })
})
