import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeServiceError } from '../../../fakes/aws/service.ts'
import { makeTemplate, plainKind } from './small-template.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start()
})

afterEach(() => under.fake.close())

describe('making a stack', () => {
  it('CS1 is told in events that carry the token, the physical ids and the properties', async () => {
    await under.deploy()
    expect(await under.readLines()).toEqual([
      's CREATE_IN_PROGRESS User Initiated',
      'First CREATE_IN_PROGRESS',
      'First CREATE_IN_PROGRESS Resource creation Initiated',
      'Beside CREATE_IN_PROGRESS',
      'Beside CREATE_IN_PROGRESS Resource creation Initiated',
      'First CREATE_COMPLETE',
      'Second CREATE_IN_PROGRESS',
      'Second CREATE_IN_PROGRESS Resource creation Initiated',
      'Beside CREATE_COMPLETE',
      'Second CREATE_COMPLETE',
      's CREATE_COMPLETE',
    ])
    const events = await under.readEvents()
    const [begun, initiated] = events.filter(({ LogicalResourceId }) => LogicalResourceId === 'First')
    expect(begun).toMatchObject({ PhysicalResourceId: '', ResourceType: 'Test::Plain::Thing' })
    expect(initiated).toMatchObject({
      PhysicalResourceId: 's-First-x',
      ResourceProperties: '{"Size":"1"}',
      ClientRequestToken: 'token',
    })
    const times = events.map(({ Timestamp }) => Timestamp?.getTime() ?? 0)
    expect(times).toEqual([...new Set(times)].sort((one, other) => one - other))
  })

  it('CS2 takes its time, one resource after what it refers to', async () => {
    await under.begin()
    const statuses = async () => {
      const { StackResources = [] } = await under.client.send(new DescribeStackResourcesCommand({ StackName: 's' }))
      return StackResources.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`)
    }
    expect(await statuses()).toEqual(['First CREATE_IN_PROGRESS', 'Beside CREATE_IN_PROGRESS'])
    under.fake.advance(10)
    expect(await statuses()).toEqual(['First CREATE_COMPLETE', 'Beside CREATE_COMPLETE', 'Second CREATE_IN_PROGRESS'])
    under.fake.advance(9)
    expect(under.status).toBe('CREATE_IN_PROGRESS')
    under.fake.advance(1)
    expect(under.status).toBe('CREATE_COMPLETE')
  })

  it('CS2 lets a kind ask for more time, and fail at its end', async () => {
    await under.fake.close()
    const answers = [false, false, true]
    const kind = { create: plainKind.create, finish: () => answers.shift() ?? fail() }
    const fail = () => {
      throw new FakeServiceError('InvalidParameterValue', 'Too late.')
    }
    under = await StackUnderTest.start({ defaultKind: kind })
    await under.begin({ Resources: { A: { Type: 'Test::Plain::Thing' } } })
    under.fake.advance(10)
    expect(under.status).toBe('CREATE_IN_PROGRESS')
    under.fake.advance(1)
    expect(under.status).toBe('CREATE_COMPLETE')
    expect(
      await under.deploy({ Resources: { A: { Type: 'Test::Plain::Thing' }, B: { Type: 'Test::Plain::Thing' } } }),
    ).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await under.readLines()).find((line) => line.startsWith('B CREATE_FAILED'))).toContain('Too late.')
  })

  it('CS3 is taken back when a resource fails', async () => {
    under.fake.faults.failResource('First', 'create', 'No more of these.', { seconds: 4 })
    expect(await under.deploy()).toBe('ROLLBACK_COMPLETE')
    expect((await under.readLines()).slice(5)).toEqual([
      'First CREATE_FAILED No more of these.',
      'Beside CREATE_FAILED Resource creation cancelled',
      's ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [First, Beside]. Rollback requested by user.',
      'Beside DELETE_IN_PROGRESS',
      'First DELETE_IN_PROGRESS',
      'Beside DELETE_COMPLETE',
      'First DELETE_COMPLETE',
      's ROLLBACK_COMPLETE',
    ])
  })

  it('CS3 is taken back in reverse order, and stays when that fails', async () => {
    under.fake.faults.failResource('Second', 'create', 'No.')
    under.fake.faults.failResource('Second', 'delete', 'Not that either.')
    expect(await under.deploy()).toBe('ROLLBACK_FAILED')
    const lines = await under.readLines()
    expect(lines.slice(lines.findIndex((line) => line.includes('ROLLBACK_IN_PROGRESS')) + 1)).toEqual([
      'Second DELETE_IN_PROGRESS',
      'Beside DELETE_IN_PROGRESS',
      'Second DELETE_FAILED Not that either.',
      'Beside DELETE_COMPLETE',
      's ROLLBACK_FAILED The following resource(s) failed to delete: [Second].',
    ])
  })

  it('CS4 tells the error of a service as a resource handler does', async () => {
    await under.fake.close()
    const create = () => {
      throw new FakeServiceError('DBInstanceAlreadyExists', 'DB instance already exists')
    }
    under = await StackUnderTest.start({ kinds: { 'AWS::RDS::DBInstance': { create } } })
    expect(await under.deploy({ Resources: { Database: { Type: 'AWS::RDS::DBInstance' } } })).toBe('ROLLBACK_COMPLETE')
    const lines = await under.readLines()
    expect(lines.find((line) => line.includes('CREATE_FAILED'))).toMatch(
      /^Database CREATE_FAILED Resource handler returned message: "DB instance already exists \(Service: Rds, Status Code: 400, Request ID: [0-9a-f-]{36}\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: AlreadyExists\)$/,
    )
    // It never came to be, so there is nothing to delete.
    expect(lines).toContain('Database DELETE_COMPLETE')
    expect(lines).not.toContain('Database DELETE_IN_PROGRESS')
  })

  it('CS15 has its outputs when it is complete, and fails when they cannot be resolved', async () => {
    await under.begin()
    expect((await under.describe()).Outputs ?? []).toEqual([])
    under.settle()
    expect((await under.describe()).Outputs).toEqual([{ OutputKey: 'Which', OutputValue: 's-Second-x' }])
    await under.delete()
    const broken = makeTemplate({ Outputs: { Value: { Value: { 'Fn::GetAtt': ['First', 'Nothing'] } } } })
    expect(await under.deploy(broken)).toBe('ROLLBACK_COMPLETE')
    expect((await under.readLines()).find((line) => line.startsWith('s ROLLBACK_IN_PROGRESS'))).toContain(
      'resource First does not support attribute type Nothing in Fn::GetAtt',
    )
  })
})
