import { DeleteStackCommand, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ResourceContext } from '../../../fakes/aws/service.ts'
import { catchError } from './catch-error.ts'
import { makeTemplate, plainKind } from './small-template.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest
let deleted: ResourceContext[]

beforeEach(async () => {
  deleted = []
  const kind = {
    ...plainKind,
    delete: (_id: string, _: object, context: ResourceContext) => void deleted.push(context),
  }
  under = await StackUnderTest.start({ defaultKind: kind })
})

afterEach(() => under.fake.close())

const thing = (parts: object = {}) => ({ Type: 'Test::Plain::Thing', ...parts })

describe('deleting a stack', () => {
  it('CS9 deletes in reverse order', async () => {
    await under.deploy()
    expect(await under.delete()).toBe('DELETE_COMPLETE')
    expect(await under.readLines()).toEqual([
      's DELETE_IN_PROGRESS User Initiated',
      'Second DELETE_IN_PROGRESS',
      'Beside DELETE_IN_PROGRESS',
      'Second DELETE_COMPLETE',
      'First DELETE_IN_PROGRESS',
      'Beside DELETE_COMPLETE',
      'First DELETE_COMPLETE',
      's DELETE_COMPLETE',
    ])
    expect(await under.delete()).toBe('DELETE_COMPLETE')
  })

  it('CS9 goes on beside what fails, and ends DELETE_FAILED', async () => {
    await under.deploy()
    under.fake.faults.failResource('Second', 'delete', 'Somebody holds it.')
    expect(await under.delete()).toBe('DELETE_FAILED')
    expect(await under.describe()).toMatchObject({
      StackStatusReason: 'The following resource(s) failed to delete: [Second]. ',
    })
    expect(deleted.map(({ logicalId }) => logicalId)).toEqual(['Second', 'Beside'])
    expect(await under.delete()).toBe('DELETE_COMPLETE')
    expect(deleted.map(({ logicalId }) => logicalId)).toEqual(['Second', 'Beside', 'Second', 'First'])
  })

  it('CS9 gives up a create that is under way', async () => {
    await under.begin()
    under.fake.advance(5)
    expect(await under.delete()).toBe('DELETE_COMPLETE')
    const lines = await under.readLines()
    expect(lines.slice(0, 3)).toEqual([
      's DELETE_IN_PROGRESS User Initiated',
      'First CREATE_FAILED Resource creation cancelled',
      'Beside CREATE_FAILED Resource creation cancelled',
    ])
    expect(lines).toContain('First DELETE_COMPLETE')
    expect(lines.filter((line) => line.startsWith('Second'))).toEqual([])
  })

  it('CS9 takes a stack away that was only reviewed', async () => {
    await under.propose()
    expect(await under.delete()).toBe('DELETE_COMPLETE')
  })

  it('CS10 is refused while an update is under way, and of a protected stack', async () => {
    await under.deploy()
    await under.begin(makeTemplate({ Resources: { First: thing(), Second: thing() } }))
    const send = () => under.client.send(new DeleteStackCommand({ StackName: 's' }))
    expect(await catchError(send())).toMatchObject({
      name: 'ValidationError',
      message: `Stack [${under.stack.id}] cannot be deleted while in status UPDATE_IN_PROGRESS`,
    })
    under.settle()
    const protect = (EnableTerminationProtection: boolean) =>
      under.client.send(new UpdateTerminationProtectionCommand({ StackName: 's', EnableTerminationProtection }))
    await protect(true)
    expect((await under.describe()).EnableTerminationProtection).toBe(true)
    expect((await catchError(send())).message).toBe(
      'Stack [s] cannot be deleted while TerminationProtection is enabled',
    )
    await protect(false)
    expect(await under.delete()).toBe('DELETE_COMPLETE')
  })

  it('CS11 keeps, snapshots or deletes as the policies say', async () => {
    const Resources = {
      Kept: thing({ DeletionPolicy: 'Retain' }),
      KeptOnceMade: thing({ DeletionPolicy: 'RetainExceptOnCreate' }),
      Snapshotted: thing({ DeletionPolicy: 'Snapshot' }),
      Database: { Type: 'AWS::RDS::DBInstance' },
      DroppedDatabase: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Delete' },
    }
    await under.deploy({ Resources })
    await under.delete()
    const lines = await under.readLines()
    expect(lines).toContain('Kept DELETE_SKIPPED')
    expect(lines).toContain('KeptOnceMade DELETE_SKIPPED')
    const snapshotted = deleted.filter(({ finalSnapshot }) => finalSnapshot === true)
    expect(snapshotted.map(({ logicalId }) => logicalId).sort()).toEqual(['Database', 'Snapshotted'])
    expect(deleted).toHaveLength(3)
  })

  it('CS11 snapshots nothing in a rollback, and keeps only what is always kept', async () => {
    under.fake.faults.failResource('Last', 'create', 'No.')
    const Resources = {
      Kept: thing({ DeletionPolicy: 'Retain' }),
      KeptOnceMade: thing({ DeletionPolicy: 'RetainExceptOnCreate' }),
      Snapshotted: thing({ DeletionPolicy: 'Snapshot' }),
      Last: thing({ DependsOn: ['Kept', 'KeptOnceMade', 'Snapshotted'] }),
    }
    expect(await under.deploy({ Resources })).toBe('ROLLBACK_COMPLETE')
    expect(deleted.map(({ logicalId }) => logicalId).sort()).toEqual(['KeptOnceMade', 'Last', 'Snapshotted'])
    expect(deleted.some(({ finalSnapshot }) => finalSnapshot)).toBe(false)
  })

  it('CS12 retains what failed, and only then', async () => {
    await under.deploy()
    const early = under.client.send(new DeleteStackCommand({ StackName: 's', RetainResources: ['Second'] }))
    expect((await catchError(early)).message).toContain('only when the stack is in the DELETE_FAILED state.')
    under.fake.faults.failResource('Second', 'delete', 'No.', { times: 9 })
    await under.delete()
    const other = under.client.send(new DeleteStackCommand({ StackName: 's', RetainResources: ['Beside'] }))
    expect((await catchError(other)).message).toContain('must be in a valid state')
    expect(await under.delete(['Second'])).toBe('DELETE_COMPLETE')
    expect(await under.readLines()).toContain('Second DELETE_SKIPPED')
  })
})
