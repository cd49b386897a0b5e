import { describe, expect, it } from 'vitest'
import { type LearnedDurations, nothingLearned } from '../../../../../src/estimates/learned-durations.ts'
import type { Template } from '../../../../../src/estimates/template.ts'
import { expectAll } from '../../../../../src/targets/aws/follow/expected-resources.ts'
import { estimateOperation, listSlow } from '../../../../../src/targets/aws/follow/operation-estimate.ts'
import { OperationTracker } from '../../../../../src/targets/aws/follow/operation-tracker.ts'
import { makeEvents, momentOf, readLines } from './make-events.ts'

const kinds: Record<string, string> = {
  Network: 'AWS::EC2::VPC',
  Database: 'AWS::RDS::DBInstance',
  Proxy: 'AWS::RDS::DBProxy',
  Group: 'AWS::RDS::DBProxyTargetGroup',
}

/** Published: database 595 s, proxy 225 s, target group 85 s; guessed: network 15 s. */
const template: Template = {
  Resources: {
    Network: { Type: 'AWS::EC2::VPC' },
    Database: { Type: 'AWS::RDS::DBInstance', DependsOn: 'Network' },
    Proxy: { Type: 'AWS::RDS::DBProxy', DependsOn: 'Network' },
    Group: { Type: 'AWS::RDS::DBProxyTargetGroup', DependsOn: ['Proxy', 'Database'] },
  },
}

function look(
  text: string,
  second: number,
  learned: LearnedDurations = nothingLearned,
  verb: 'create' | 'delete' = 'create',
) {
  const tracker = new OperationTracker()
  for (const event of makeEvents(readLines(text).map((line) => ({ ...line, kind: kinds[line.id] ?? '' }))))
    tracker.apply(event)
  const now = momentOf(second)
  const input = { tracker, expected: expectAll(template, verb), template, learned, now }
  return {
    remaining: estimateOperation(input),
    slow: listSlow(input),
    unknown: estimateOperation({ ...input, expected: undefined }),
  }
}

const begun = '0 stack CREATE_IN_PROGRESS\n0 Network CREATE_IN_PROGRESS'

describe('the remaining time', () => {
  it('is that of the critical path: network, database, target group', () => {
    expect(look(begun, 0).remaining).toBe(15 + 595 + 85)
  })

  it('uses what has finished, sooner or later than expected', () => {
    expect(look(`${begun}\n5 Network CREATE_COMPLETE`, 5).remaining).toBe(595 + 85)
    expect(look(`${begun}\n50 Network CREATE_COMPLETE`, 50).remaining).toBe(595 + 85)
  })

  it('uses how long what runs has run', () => {
    const text = `${begun}\n5 Network CREATE_COMPLETE\n5 Database CREATE_IN_PROGRESS\n5 Proxy CREATE_IN_PROGRESS`
    expect(look(text, 305).remaining).toBe(295 + 85)
  })

  it('moves to the path that has become the longest', () => {
    const text = `${begun}\n5 Network CREATE_COMPLETE\n5 Database CREATE_IN_PROGRESS\n5 Proxy CREATE_IN_PROGRESS\n300 Database CREATE_COMPLETE`
    expect(look(text, 105).remaining).toBe(125 + 85)
  })

  it('never promises the end of what is overdue', () => {
    const text = `${begun}\n0 Network CREATE_COMPLETE\n0 Database CREATE_IN_PROGRESS\n0 Proxy CREATE_COMPLETE`
    expect(look(text, 1_000).remaining).toBe(100 + 85)
  })

  it('prefers what was learned', () => {
    const learned = { find: (kind: string) => (kind === 'AWS::RDS::DBInstance' ? 300 : undefined) }
    expect(look(begun, 0, learned).remaining).toBe(15 + 300 + 85)
  })

  it('is none at the end, and none is told where nobody knows what is left', () => {
    expect(look('0 stack CREATE_IN_PROGRESS\n9 stack CREATE_COMPLETE', 9).remaining).toBe(0)
    expect(look(begun, 0).unknown).toBeUndefined()
  })

  it('of a delete goes the other way round', () => {
    const learned = {
      find: (kind: string) =>
        ({
          'AWS::RDS::DBInstance': 300,
          'AWS::RDS::DBProxy': 100,
          'AWS::RDS::DBProxyTargetGroup': 20,
          'AWS::EC2::VPC': 7,
        })[kind],
    }
    expect(look('0 stack DELETE_IN_PROGRESS', 0, learned, 'delete').remaining).toBe(20 + 300 + 7)
    const text =
      '0 stack DELETE_IN_PROGRESS\n0 Group DELETE_IN_PROGRESS\n20 Group DELETE_COMPLETE\n20 Database DELETE_IN_PROGRESS'
    expect(look(text, 120, learned, 'delete').remaining).toBe(200 + 7)
  })

  it('of a rollback is that of undoing what was done', () => {
    const learned = {
      find: (kind: string, verb: string) =>
        verb === 'delete' ? { 'AWS::RDS::DBProxy': 100, 'AWS::EC2::VPC': 7 }[kind] : undefined,
    }
    const text = `${begun}\n5 Network CREATE_COMPLETE\n5 Proxy CREATE_IN_PROGRESS\n50 Proxy CREATE_FAILED No\n51 stack ROLLBACK_IN_PROGRESS No`
    expect(look(text, 51, learned).remaining).toBe(107)
    expect(look(`${text}\n51 Proxy DELETE_IN_PROGRESS\n99 Proxy DELETE_COMPLETE`, 99, learned).remaining).toBe(7)
  })
})

describe('slower than usual', () => {
  const text = `${begun}\n5 Network CREATE_COMPLETE\n5 Database CREATE_IN_PROGRESS\n5 Proxy CREATE_IN_PROGRESS`

  it('is what has taken longer than the slowest that is known', () => {
    expect(look(text, 600).slow).toEqual([])
    expect(look(text, 920).slow).toEqual(['Database', 'Proxy'])
  })

  it('is measured by what was learned where there is such', () => {
    const learned = { find: (kind: string) => (kind === 'AWS::RDS::DBProxy' ? 200 : undefined) }
    expect(look(text, 320, learned).slow).toEqual(['Proxy'])
  })

  it('is not what only a guess says', () => {
    expect(look(begun, 60).slow).toEqual([])
  })
})
