import { describe, expect, it } from 'vitest'
import { OperationTracker } from '../../../../../src/targets/aws/follow/operation-tracker.ts'
import { countProgress } from '../../../../../src/targets/aws/follow/progress-count.ts'
import { makeEvents, readLines } from './make-events.ts'

/** Counts after each event: `finished/total`. */
function track(text: string, expected?: number) {
  const tracker = new OperationTracker()
  const counts: string[] = []
  const moves = makeEvents(readLines(text)).flatMap((event) => {
    const { move } = tracker.apply(event)
    const { finished, total } = countProgress(tracker, expected)
    counts.push(`${finished}/${total}`)
    return move ? [move] : []
  })
  return { tracker, counts, moves }
}

const failedCreate = `
  0 stack CREATE_IN_PROGRESS User Initiated
  1 A CREATE_IN_PROGRESS
  2 B CREATE_IN_PROGRESS
  3 C CREATE_IN_PROGRESS
  4 A CREATE_COMPLETE
  5 B CREATE_FAILED Quota exceeded
  6 C CREATE_FAILED Resource creation cancelled
  7 stack ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [B, C].
  8 C DELETE_IN_PROGRESS
  9 C DELETE_COMPLETE
  10 B DELETE_COMPLETE
  11 A DELETE_IN_PROGRESS
  12 A DELETE_COMPLETE
  13 stack ROLLBACK_COMPLETE`

describe('progress', () => {
  it('counts up while things are made', () => {
    const text =
      '0 stack CREATE_IN_PROGRESS\n1 A CREATE_IN_PROGRESS\n2 A CREATE_COMPLETE\n3 B CREATE_IN_PROGRESS\n4 B CREATE_COMPLETE\n5 stack CREATE_COMPLETE'
    expect(track(text, 3).counts).toEqual(['0/3', '0/3', '1/3', '1/3', '2/3', '2/3'])
  })

  it('counts down in a rollback, and ends with nothing', () => {
    const { counts } = track(failedCreate, 4)
    expect(counts.slice(0, 7)).toEqual(['0/4', '0/4', '0/4', '0/4', '1/4', '1/4', '1/4'])
    expect(counts.slice(7)).toEqual(['1/4', '1/4', '1/4', '1/4', '1/4', '0/4', '0/4'])
  })

  it('counts changes that are taken back down too', () => {
    const { counts } = track(
      `0 stack UPDATE_IN_PROGRESS User Initiated
       1 A UPDATE_IN_PROGRESS
       2 A UPDATE_COMPLETE
       3 B UPDATE_IN_PROGRESS
       4 B UPDATE_FAILED No
       5 stack UPDATE_ROLLBACK_IN_PROGRESS No
       6 A UPDATE_IN_PROGRESS
       7 A UPDATE_COMPLETE
       8 B UPDATE_COMPLETE
       9 stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS
       10 stack UPDATE_ROLLBACK_COMPLETE`,
      2,
    )
    expect(counts).toEqual(['0/2', '0/2', '1/2', '1/2', '1/2', '1/2', '1/2', '0/2', '0/2', '0/2', '0/2'])
  })

  it('counts what an update replaces once, and what it removes when that is gone', () => {
    const { counts } = track(
      `0 stack UPDATE_IN_PROGRESS User Initiated
       1 A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.
       2 A UPDATE_COMPLETE
       3 stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS
       4 A DELETE_IN_PROGRESS
       5 A DELETE_COMPLETE
       6 Old DELETE_IN_PROGRESS
       7 Old DELETE_COMPLETE
       8 stack UPDATE_COMPLETE`,
      2,
    )
    expect(counts).toEqual(['0/2', '0/2', '1/2', '1/2', '1/2', '1/2', '1/2', '2/2', '2/2'])
  })

  it('starts anew when a create is deleted while it is under way', () => {
    const { counts } = track(
      `0 stack CREATE_IN_PROGRESS
       1 A CREATE_COMPLETE
       2 stack DELETE_IN_PROGRESS User Initiated
       3 A DELETE_IN_PROGRESS
       4 A DELETE_COMPLETE
       5 stack DELETE_COMPLETE`,
      1,
    )
    expect(counts).toEqual(['0/1', '1/1', '0/1', '0/1', '1/1', '1/1'])
  })

  it('has no total when nobody knows it', () => {
    expect(track('0 stack UPDATE_IN_PROGRESS\n1 A UPDATE_COMPLETE').counts).toEqual(['0/0', '1/0'])
  })
})

describe('a tracked operation', () => {
  it('keeps failures apart from what was only cancelled', () => {
    const { tracker, moves } = track(failedCreate)
    expect(tracker.failed.map(({ logicalId }) => logicalId)).toEqual(['B'])
    expect(moves.filter(({ state }) => state === 'failed')).toMatchObject([{ id: 'B', detail: 'Quota exceeded' }])
    expect(moves.filter(({ state }) => state === 'skipped')).toMatchObject([{ id: 'C' }])
  })

  it('turns back, and ends', () => {
    const { tracker } = track(failedCreate)
    expect(tracker).toMatchObject({ direction: 'roll-back', status: 'ROLLBACK_COMPLETE', ended: true })
    expect(tracker.events).toHaveLength(14)
  })

  it('measures from the first event of a resource to its end', () => {
    const { tracker } = track(
      `0 stack CREATE_IN_PROGRESS
       10 A CREATE_IN_PROGRESS
       12 A CREATE_IN_PROGRESS Resource creation Initiated
       40 A CREATE_COMPLETE`,
    )
    expect(tracker.durations).toEqual({ A: 30 })
    expect(tracker.measured).toEqual([{ kind: 'AWS::IAM::Role', verb: 'create', seconds: 30 }])
  })

  it('learns a replacement as what it is, a making', () => {
    const { tracker } = track(
      `0 stack UPDATE_IN_PROGRESS
       10 A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.
       11 A UPDATE_IN_PROGRESS Resource creation Initiated
       70 A UPDATE_COMPLETE
       71 stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS
       72 A DELETE_IN_PROGRESS
       80 A DELETE_COMPLETE`,
    )
    expect(tracker.measured.map(({ verb, seconds }) => `${verb} ${seconds}`)).toEqual(['create 60', 'delete 8'])
    expect(tracker.durations).toEqual({ A: 60 })
  })

  it('does not take what happens after its end', () => {
    const { tracker } = track(`${failedCreate}\n20 A CREATE_IN_PROGRESS`)
    expect(tracker.events).toHaveLength(14)
  })
})
