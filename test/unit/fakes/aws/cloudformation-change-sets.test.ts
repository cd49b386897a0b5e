import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catchError } from './catch-error.ts'
import { makeTemplate } from './small-template.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start()
})

afterEach(() => under.fake.close())

const TemplateBody = JSON.stringify(makeTemplate())

function create(ChangeSetType: 'CREATE' | 'UPDATE', StackName = 's', ChangeSetName = 'mine') {
  return under.client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, ChangeSetType, TemplateBody }))
}

const execute = (ChangeSetName: string) =>
  under.client.send(new ExecuteChangeSetCommand({ StackName: 's', ChangeSetName }))

const list = async () => (await under.client.send(new ListChangeSetsCommand({ StackName: 's' }))).Summaries ?? []

/** The template with a resource's properties changed. */
function change(properties: Record<string, object>): object {
  const template = makeTemplate() as { Resources: Record<string, { Properties: object }> }
  for (const [id, changed] of Object.entries(properties))
    Object.assign(template.Resources[id]?.Properties ?? {}, changed)
  return template
}

describe('change sets', () => {
  it('CC1 make a stack that waits for review, and only one', async () => {
    await create('CREATE')
    expect((await under.describe()).StackStatus).toBe('REVIEW_IN_PROGRESS')
    expect(await under.readLines()).toEqual(['s REVIEW_IN_PROGRESS User Initiated'])
    await create('CREATE', 's', 'second')
    expect(under.fake.cloudFormation.stacks).toHaveLength(1)
    under.fake.advance(3)
    await execute('second')
    under.settle()
    expect(await catchError(create('CREATE', 's', 'third'))).toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [s] already exists and cannot be created again with the changeSet [third].',
    })
    expect((await catchError(create('UPDATE', 'none'))).message).toBe('Stack [none] does not exist')
  })

  it('CC2 are worked out in two seconds', async () => {
    await create('CREATE')
    const seen = []
    for (let seconds = 0; seconds < 3; seconds += 1) {
      const { Status, ExecutionStatus } = await under.describeChangeSet('mine')
      seen.push(`${Status} ${ExecutionStatus}`)
      under.fake.advance(1)
    }
    expect(seen).toEqual(['CREATE_PENDING UNAVAILABLE', 'CREATE_IN_PROGRESS UNAVAILABLE', 'CREATE_COMPLETE AVAILABLE'])
  })

  it('CC3 fail when there is nothing to change', async () => {
    await under.deploy()
    expect(await under.describeChangeSet(await under.propose())).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    })
    const outputs = await under.propose(makeTemplate({ Outputs: {} }))
    expect(await under.describeChangeSet(outputs)).toMatchObject({ Status: 'CREATE_COMPLETE' })
  })

  it('CC4 tell what is added, modified, replaced and removed, and why', async () => {
    await under.deploy()
    const next = change({ Beside: { Text: 'new', Name: 'other' } }) as { Resources: Record<string, object> }
    delete next.Resources.Second
    next.Resources.Third = { Type: 'Test::Plain::Thing' }
    const Parameters = [{ ParameterKey: 'Size', ParameterValue: '2' }]
    const { Changes } = await under.describeChangeSet(await under.propose({ ...next, Outputs: {} }, { Parameters }))
    expect(Changes?.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
      {
        Action: 'Modify',
        LogicalResourceId: 'Beside',
        PhysicalResourceId: 's-Beside-x',
        Replacement: 'True',
        Scope: ['Properties'],
        Details: [
          { Target: { Name: 'Text', RequiresRecreation: 'Never' }, ChangeSource: 'DirectModification' },
          { Target: { Name: 'Name', RequiresRecreation: 'Always' }, Evaluation: 'Static' },
        ],
      },
      {
        Action: 'Modify',
        LogicalResourceId: 'First',
        Replacement: 'False',
        Details: [{ Target: { Name: 'Size' }, ChangeSource: 'ParameterReference', CausingEntity: 'Size' }],
      },
      { Action: 'Remove', LogicalResourceId: 'Second', PhysicalResourceId: 's-Second-x' },
      { Action: 'Add', LogicalResourceId: 'Third', ResourceType: 'Test::Plain::Thing' },
    ])
  })

  it('CC5 count a reference to what is replaced as a change that may turn out to be none', async () => {
    await under.deploy()
    const find = async (template: object) => {
      const { Changes } = await under.describeChangeSet(await under.propose(template))
      return Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Second')?.ResourceChange
    }
    expect(await find(change({ First: { Other: 'x' } }))).toBeUndefined()
    expect(await find(change({ First: { Name: 'replaced' } }))).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Details: [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'First' }],
    })
    const withAttribute = { Second: { Name: { 'Fn::GetAtt': ['First', 'Size'] } } }
    await under.deploy(change(withAttribute))
    expect(await find(change({ ...withAttribute, First: { Other: 'x' } }))).toMatchObject({
      Replacement: 'Conditional',
      Details: [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceAttribute', CausingEntity: 'First.Size' }],
    })
  })

  it('CC6 are refused while the stack takes none', async () => {
    await under.deploy()
    const waiting = await under.propose(change({ First: { Other: 'x' } }))
    await under.begin(change({ First: { Other: 'y' } }))
    const { StackId } = await under.describe()
    const message = `Stack:${StackId} is in UPDATE_IN_PROGRESS state and can not be updated.`
    expect(await catchError(create('UPDATE'))).toMatchObject({ name: 'ValidationError', message })
    expect((await catchError(execute(waiting))).name).toBe('ChangeSetNotFoundException')
    under.settle()

    const [first, second] = [await under.propose(change({ First: { Other: 'z' } })), 'beside']
    await under.client.send(
      new CreateChangeSetCommand({ StackName: 's', ChangeSetName: second, TemplateBody, ChangeSetType: 'UPDATE' }),
    )
    under.fake.advance(3)
    under.stack.status = 'UPDATE_ROLLBACK_FAILED'
    expect((await catchError(execute(first))).message).toContain('is in UPDATE_ROLLBACK_FAILED state and can not')
  })

  it('CC7 cannot be executed before they are complete, or when they are not there', async () => {
    const { Id } = await create('CREATE')
    expect(await catchError(execute('mine'))).toMatchObject({
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${Id}] cannot be executed in its current status of [CREATE_PENDING]`,
    })
    expect(await catchError(execute('none'))).toMatchObject({
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [none] does not exist',
    })
    under.fake.advance(2)
    await under.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }))
    expect(under.status).toBe('CREATE_IN_PROGRESS')
  })

  it('CC8 go when another is executed, or when they are deleted', async () => {
    await under.propose()
    const second = await under.propose()
    await under.propose()
    expect(await list()).toHaveLength(3)
    await execute(second)
    expect(await list()).toMatchObject([{ ChangeSetName: second, ExecutionStatus: 'EXECUTE_COMPLETE' }])
    under.settle()
    const failed = await under.propose()
    await under.client.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: failed }))
    expect(await list()).toHaveLength(1)
    expect((await catchError(under.describeChangeSet(failed))).name).toBe('ChangeSetNotFoundException')
  })

  it('CC8 leave a stack in review behind when they are deleted', async () => {
    const only = await under.propose()
    await under.client.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: only }))
    expect((await under.describe()).StackStatus).toBe('REVIEW_IN_PROGRESS')
  })

  it('CC10 are made and executed once when a request is sent again', async () => {
    const request = { StackName: 's', ChangeSetName: 'mine', ChangeSetType: 'CREATE' as const, TemplateBody }
    const send = (ClientToken: string) => under.client.send(new CreateChangeSetCommand({ ...request, ClientToken }))
    const { Id } = await send('one')
    expect((await send('one')).Id).toBe(Id)
    expect((await catchError(send('other'))).name).toBe('AlreadyExistsException')
    under.fake.advance(2)
    const executeAs = (ClientRequestToken: string) =>
      under.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id, ClientRequestToken }))
    await executeAs('run')
    await executeAs('run')
    expect((await under.readLines()).filter((line) => line === 's CREATE_IN_PROGRESS User Initiated')).toHaveLength(1)
    expect((await catchError(executeAs('other'))).name).toBe('InvalidChangeSetStatusException')
  })

  it('CC9 come in pages', async () => {
    const ChangeSetName = await under.propose()
    under.fake.cloudFormation.pageSize = 2
    const first = await under.describeChangeSet(ChangeSetName)
    expect(first.Changes).toHaveLength(2)
    const rest = await under.client.send(
      new DescribeChangeSetCommand({ StackName: 's', ChangeSetName, NextToken: first.NextToken }),
    )
    expect(rest.Changes).toHaveLength(1)
    expect(rest.NextToken).toBeUndefined()
  })
})
