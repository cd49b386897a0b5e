import { describe, expect, it } from 'vitest'
import { findFirstCause } from '../../../../../src/targets/aws/diagnosis/first-cause.ts'
import { makeEvent, makeStackEvent } from './stack-events.ts'

const cause = makeEvent({ reason: 'DB instance quota exceeded' })
const cancelled = makeEvent({
  logicalId: 'DatabaseProxyDC6872F6',
  kind: 'AWS::RDS::DBProxy',
  reason: 'Resource creation cancelled',
})
const summary = makeStackEvent(
  'ROLLBACK_IN_PROGRESS',
  'The following resource(s) failed to create: [DatabaseInstanceAA8A5FDE, DatabaseProxyDC6872F6]. Rollback requested by user.',
)
const rollbackFailure = makeEvent({
  logicalId: 'SecurityGroupsFunctionsF2C2D0F4',
  status: 'DELETE_FAILED',
  reason: 'resource sg-0123 has a dependent object',
})
const stackFailure = makeStackEvent('ROLLBACK_FAILED', 'The following resource(s) failed to delete: [X].')
const history = [
  makeStackEvent('CREATE_IN_PROGRESS', 'User Initiated'),
  makeEvent({ status: 'CREATE_IN_PROGRESS', reason: 'Resource creation Initiated' }),
  cause,
  cancelled,
  summary,
  rollbackFailure,
  stackFailure,
]

describe('the first cause', () => {
  it.each([
    ['oldest first', (events: typeof history) => events],
    ['newest first', (events: typeof history) => [...events].reverse()],
    ['in pages that overlap', (events: typeof history) => [...events.slice(3), ...events.slice(0, 5)]],
  ])('is what really failed first, in events %s', (_, order) => {
    expect(findFirstCause(order(history))?.id).toBe(cause.id)
  })

  it('is not what was cancelled because of it, though it has an earlier place among events of the same moment', () => {
    const at = new Date('2026-11-01T12:00:00Z')
    const events = [
      { ...cancelled, at },
      { ...cause, at },
    ]
    expect(findFirstCause(events)?.id).toBe(cause.id)
    expect(findFirstCause([...events].reverse())?.id).toBe(cause.id)
  })

  it.each(['Resource update cancelled', 'Resource deletion cancelled'])('is never "%s"', (reason) => {
    expect(findFirstCause([makeEvent({ reason, status: 'UPDATE_FAILED' })])).toBeUndefined()
  })

  it('has a reason where any failure has one', () => {
    const silent = makeEvent({ logicalId: 'Silent' })
    const telling = makeEvent({ logicalId: 'Telling', reason: 'Rate exceeded' })
    expect(findFirstCause([silent, telling])?.logicalId).toBe('Telling')
    expect(findFirstCause([silent])?.logicalId).toBe('Silent')
  })

  it('is missing when only the stack says that it failed', () => {
    expect(findFirstCause([makeStackEvent('ROLLBACK_IN_PROGRESS'), stackFailure])).toBeUndefined()
  })

  it('is the delete that failed when a delete is all there is', () => {
    expect(findFirstCause([makeStackEvent('DELETE_IN_PROGRESS'), rollbackFailure, stackFailure])?.id).toBe(
      rollbackFailure.id,
    )
  })
})
