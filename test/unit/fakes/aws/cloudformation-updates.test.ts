import { CancelUpdateStackCommand, ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catchError } from './catch-error.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

const thing = (Properties: object = {}, parts: object = {}) => ({ Type: 'Test::Plain::Thing', Properties, ...parts })
const before = {
  Resources: { Kept: thing(), Changed: thing({ Size: 1 }), Named: thing({ Name: 'old' }), Gone: thing() },
}
const after = {
  Resources: {
    Kept: thing(),
    Changed: thing({ Size: 2 }),
    Named: thing({ Name: 'new' }),
    User: thing({ Of: { Ref: 'Named' } }),
  },
}

beforeEach(async () => {
  under = await StackUnderTest.start()
  await under.deploy(before)
})

afterEach(() => under.fake.close())

const physicalIds = () => [...under.stack.resources.values()].map(({ physicalId }) => physicalId)

describe('updating a stack', () => {
  it('CS5 modifies, replaces, makes and removes, and leaves the rest alone', async () => {
    expect(await under.deploy(after)).toBe('UPDATE_COMPLETE')
    expect(await under.readLines()).toEqual([
      's UPDATE_IN_PROGRESS User Initiated',
      'Changed UPDATE_IN_PROGRESS',
      'Named UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
      'Named UPDATE_IN_PROGRESS Resource creation Initiated',
      'Changed UPDATE_COMPLETE',
      'Named UPDATE_COMPLETE',
      'User CREATE_IN_PROGRESS',
      'User CREATE_IN_PROGRESS Resource creation Initiated',
      'User CREATE_COMPLETE',
      's UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Named DELETE_IN_PROGRESS',
      'Gone DELETE_IN_PROGRESS',
      'Named DELETE_COMPLETE',
      'Gone DELETE_COMPLETE',
      's UPDATE_COMPLETE',
    ])
    expect(physicalIds()).toEqual(['s-Kept-x', 's-Changed-x', 's-Named-new', 's-User-x'])
    expect(under.stack.resources.get('User')?.properties).toEqual({ Of: 's-Named-new' })
    expect((await under.describe()).LastUpdatedTime).toBeInstanceOf(Date)
  })

  it('CS5 leaves a resource alone whose announced change turns out to be none', async () => {
    const user = { User: thing({ Name: { 'Fn::GetAtt': ['Changed', 'Constant'] } }) }
    const withUser = (Size: number) => ({ Resources: { Changed: thing({ Size, Constant: 'c' }), ...user } })
    await under.deploy(withUser(1))
    const proposed = await under.describeChangeSet(await under.propose(withUser(2)))
    expect(proposed.Changes?.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).toEqual([
      'Changed',
      'User',
    ])
    await under.deploy(withUser(2))
    expect((await under.readLines()).filter((line) => line.startsWith('User'))).toEqual([])
  })

  it('CS5 stands when what is left over cannot be deleted', async () => {
    under.fake.faults.failResource('Gone', 'delete', 'Somebody holds it.')
    expect(await under.deploy(after)).toBe('UPDATE_COMPLETE')
    expect((await under.readLines()).slice(-1)).toEqual([
      's UPDATE_COMPLETE Update successful. One or more resources could not be deleted.',
    ])
  })

  it('CS6 is taken back when a resource fails', async () => {
    under.fake.faults.failResource('Named', 'update', 'The name is taken.')
    under.fake.faults.delayResource('Changed', 'update', 60)
    const made = physicalIds()
    expect(await under.deploy(after)).toBe('UPDATE_ROLLBACK_COMPLETE')
    const lines = await under.readLines()
    expect(lines.slice(4)).toEqual([
      'Named UPDATE_FAILED The name is taken.',
      'Changed UPDATE_FAILED Resource update cancelled',
      's UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Named, Changed].',
      'Changed UPDATE_IN_PROGRESS',
      'Named UPDATE_COMPLETE',
      'Changed UPDATE_COMPLETE',
      's UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Named DELETE_IN_PROGRESS',
      'Named DELETE_COMPLETE',
      's UPDATE_ROLLBACK_COMPLETE',
    ])
    expect(physicalIds().sort()).toEqual(made.sort())
    expect(under.stack.resources.get('Changed')?.properties).toEqual({ Size: 1 })
    expect((await under.describeChangeSet(await under.propose(before))).Status).toBe('FAILED')
  })

  it('CS6 deletes what an update that failed had made', async () => {
    under.fake.faults.failResource('User', 'create', 'No.')
    expect(await under.deploy(after)).toBe('UPDATE_ROLLBACK_COMPLETE')
    const lines = await under.readLines()
    expect(lines).toContain('s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [User].')
    expect(lines).toContain('User DELETE_COMPLETE')
    expect(physicalIds()).not.toContain('s-User-x')
  })

  it('CS7 is stuck when it cannot be taken back, until it is tried again', async () => {
    const continueRollback = (ResourcesToSkip?: string[]) =>
      under.client.send(
        new ContinueUpdateRollbackCommand({ StackName: 's', ...(ResourcesToSkip && { ResourcesToSkip }) }),
      )
    expect((await catchError(continueRollback())).message).toContain('is in CREATE_COMPLETE state')
    under.fake.faults.failResource('Changed', 'update', 'No.', { times: 3 })
    expect(await under.deploy(after)).toBe('UPDATE_ROLLBACK_FAILED')
    expect((await under.readLines()).slice(-1)).toEqual([
      's UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Changed].',
    ])
    await continueRollback()
    expect(under.settle()).toBe('UPDATE_ROLLBACK_FAILED')
    await continueRollback(['Changed'])
    expect(under.settle()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(physicalIds()).toContain('s-Named-old')
  })

  it('CS7 goes on where the rollback ended', async () => {
    under.fake.faults.failResource('Changed', 'update', 'No.', { times: 2 })
    await under.deploy(after)
    await under.client.send(new ContinueUpdateRollbackCommand({ StackName: 's', ClientRequestToken: 'again' }))
    expect(under.settle()).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(under.stack.resources.get('Changed')?.properties).toEqual({ Size: 1 })
    expect((await under.readEvents()).at(-1)?.ClientRequestToken).toBe('again')
  })

  it('CS8 is taken back when it is cancelled', async () => {
    const cancel = () => under.client.send(new CancelUpdateStackCommand({ StackName: 's' }))
    expect(await catchError(cancel())).toMatchObject({
      name: 'ValidationError',
      message: 'CancelUpdateStack cannot be called from current stack status',
    })
    await under.begin(after)
    under.fake.advance(2)
    await cancel()
    expect(under.settle()).toBe('UPDATE_ROLLBACK_COMPLETE')
    const events = await under.readEvents()
    const lines = (await under.readLines()).slice(0, 3)
    expect(lines[0]).toBe('s UPDATE_ROLLBACK_IN_PROGRESS User Initiated')
    const cancelled = events.filter(({ ResourceStatusReason }) => ResourceStatusReason === 'Resource update cancelled')
    expect(cancelled.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['Changed', 'Named'])
  })

  it('CS11 keeps what was replaced where its UpdateReplacePolicy says so', async () => {
    const named = (Name: string) => ({ Resources: { Named: thing({ Name }, { UpdateReplacePolicy: 'Retain' }) } })
    await under.deploy(named('one'))
    await under.deploy(named('two'))
    expect(await under.readLines()).toContain('Named DELETE_SKIPPED')
  })

  it('CS15 has new outputs only when it is complete', async () => {
    const outputs = (template: object) => ({
      ...template,
      Outputs: { Size: { Value: { 'Fn::GetAtt': ['Changed', 'Size'] } } },
    })
    const read = async () => (await under.describe()).Outputs?.[0]?.OutputValue
    await under.deploy(outputs(before))
    expect(await read()).toBe('1')
    under.fake.faults.failResource('User', 'create', 'No.')
    await under.deploy(outputs(after))
    expect(await read()).toBe('1')
    await under.deploy(outputs(after))
    expect(await read()).toBe('2')
  })
})
