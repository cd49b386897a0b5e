import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeAws } from '../../../fakes/aws/server.ts'
import { addExistingNetwork } from '../../../fakes/aws/state/existing-network.ts'
import { releaseInterfaces } from '../../../fakes/aws/state/network-interfaces.ts'
import { variants } from '../../stack/example-input.ts'
import {
  deleteStack,
  deployStack,
  listLeft,
  readEvents,
  readOutputs,
  stackName,
  startWithCode,
  waitForStack,
} from './whole-stack.ts'

let aws: FakeAws

beforeEach(async () => {
  aws = await startWithCode()
})

afterEach(() => aws.close())

describe('the project’s own stack in the fake', () => {
  it.each(variants)('is made, updated and deleted: $name', async ({ changes }) => {
    const { vpcId = '', subnetIds = '' } = changes
    if (vpcId !== '') addExistingNetwork(aws.account, { vpcId, subnetIds: subnetIds.split(',') })
    const before = listLeft(aws)
    expect(await deployStack(aws, changes), await explain(aws)).toBe('CREATE_COMPLETE')
    const made = await readOutputs(aws)
    expect(Object.values(made).filter((value) => value === '' || value === undefined)).toEqual([])
    expect(made.DatabaseEndpoint).toMatch(/^[a-z0-9.-]+\.eu-west-1\.rds\.amazonaws\.com$/)

    expect(await deployStack(aws, { ...changes, logRetentionDays: 30, debugLogging: true }, 'UPDATE')).toBe(
      'UPDATE_COMPLETE',
    )
    expect(await readOutputs(aws)).toEqual(made)
    expect([...aws.account.proxies.values()][0]?.debugLogging).toBe(true)

    const [instance] = aws.account.instances.values()
    if (instance) instance.deletionProtection = false
    expect(await deleteStack(aws)).toBe('DELETE_COMPLETE')
    const snapshots = changes.preset === 'production' ? { snapshots: [expect.stringContaining('-snapshot-')] } : {}
    expect(listLeft(aws)).toEqual({ ...before, ...snapshots })
  })

  it('takes as long as its slowest chain: database, target group', async () => {
    const before = aws.clock.now()
    await deployStack(aws)
    const events = await readEvents(aws)
    const end = events.findLast(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE')?.Timestamp?.getTime() ?? 0
    expect((end - before) / 1000).toBeGreaterThan(595 + 85)
    expect((end - before) / 1000).toBeLessThan(1_200)
  })

  it('is rolled back when the proxy cannot reach its target', async () => {
    aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no credentials' }
    expect(await deployStack(aws)).toBe('ROLLBACK_COMPLETE')
    const failed = (await readEvents(aws)).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    expect(failed?.ResourceType).toBe('AWS::RDS::DBProxyTargetGroup')
    expect(failed?.ResourceStatusReason).toMatch(
      /"Timed out waiting for target group to become available\." \(RequestToken/,
    )
    expect(listLeft(aws)).toEqual({})
  })

  it('is not deleted while the database is protected', async () => {
    await deployStack(aws, { preset: 'production' })
    expect(await deleteStack(aws)).toBe('DELETE_FAILED')
    const refused = (await readEvents(aws)).find(
      ({ ResourceStatus, ResourceType }) =>
        ResourceStatus === 'DELETE_FAILED' && ResourceType === 'AWS::RDS::DBInstance',
    )
    expect(refused?.ResourceStatusReason).toContain('Cannot delete protected DB Instance')
  })

  it('waits for the network interfaces of its functions, and fails when they stay', async () => {
    await deployStack(aws)
    aws.account.waits.interfacesOfDeleted = 100_000
    expect(await deleteStack(aws)).toBe('DELETE_FAILED')
    const events = await readEvents(aws)
    const refused = events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED')
    const group = refused.find(({ ResourceType }) => ResourceType === 'AWS::EC2::SecurityGroup')
    expect(group?.ResourceStatusReason).toMatch(
      /resource sg-\w+ has a dependent object \(Service: Ec2, Status Code: 400/,
    )
    expect(aws.account.instances.size).toBe(0)
  })

  it('is deleted sooner when its functions left the VPC first', async () => {
    const secondsOfDelete = async (detach: boolean) => {
      await deployStack(aws)
      if (detach) {
        for (const each of aws.account.functions.values()) releaseInterfaces(aws.account, each.arn, 240)
      }
      const before = aws.clock.now()
      await deleteStack(aws)
      return (aws.clock.now() - before) / 1000
    }
    const slow = await secondsOfDelete(false)
    const quick = await secondsOfDelete(true)
    expect(slow).toBeGreaterThan(1_200)
    expect(quick).toBeLessThan(slow - 600)
  })
})

async function explain(fake: FakeAws): Promise<string> {
  await waitForStack(fake, stackName).catch(() => '')
  const failed = (await readEvents(fake).catch(() => [])).filter(({ ResourceStatus }) =>
    /FAILED/.test(ResourceStatus ?? ''),
  )
  return failed
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
    .join('\n')
}
