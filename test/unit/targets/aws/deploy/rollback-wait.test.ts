import { expect, it } from 'vitest'
import { RollbackWait } from '../../../../../src/targets/aws/deploy/rollback-wait.ts'
import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'
import { EventLog } from '../../../../fakes/events.ts'
import { makeEvent } from '../diagnosis/stack-events.ts'

const deleted = makeEvent({ logicalId: 'F', kind: 'AWS::Lambda::Function', status: 'DELETE_COMPLETE' })
const group = makeEvent({ logicalId: 'G', kind: 'AWS::EC2::SecurityGroup', status: 'DELETE_IN_PROGRESS' })
const database = makeEvent({ logicalId: 'D', kind: 'AWS::RDS::DBInstance', status: 'DELETE_IN_PROGRESS' })

/** What is told at these seconds of a rollback that shows the same events all the time. */
function tellAt(seconds: readonly number[], events: readonly StackEvent[]): number[] {
  const log = new EventLog()
  let now = 0
  const wait = new RollbackWait(() => now, log.emit)
  return seconds.map((second) => {
    now = second * 1_000
    wait.look(events)
    return log.of('noticed').length
  })
}

it('explains once why a group takes so long when functions were deleted before', () => {
  expect(tellAt([100, 159, 160, 500], [deleted, group])).toEqual([0, 0, 1, 1])
})

it.each([
  ['there were no functions', [group]],
  ['something else takes long', [deleted, database]],
  ['the group is gone', [deleted, group, { ...group, status: 'DELETE_COMPLETE' }]],
])('says nothing when %s', (_, events) => {
  expect(tellAt([0, 500], events)).toEqual([0, 0])
})
