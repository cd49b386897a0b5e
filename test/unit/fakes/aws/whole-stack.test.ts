import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resourceKinds } from '../../../fakes/aws/kinds/resource-kinds.ts'
import { type FakeAws, startFakeAws } from '../../../fakes/aws/server.ts'
import type { Properties } from '../../../fakes/aws/service.ts'
import { addExistingNetwork } from '../../../fakes/aws/state/existing-network.ts'
import { releaseInterfaces } from '../../../fakes/aws/state/network-interfaces.ts'
import { variants } from '../../stack/example-input.ts'
import { deleteStack, deployStack, listLeft, readEvents, readOutputs, stackName, startWithCode } from './whole-stack.ts'

let aws: FakeAws

beforeEach(async () => {
  aws = await startWithCode()
})

afterEach(() => aws.close())

describe('the project’s own stack in the fake', () => {
  it.each(variants)('K1 is made, updated and deleted: $name', async ({ changes }) => {
    const { vpcId = '', subnetIds = '' } = changes
    if (vpcId !== '') addExistingNetwork(aws.account, { vpcId, subnetIds: subnetIds.split(',') })
    const before = listLeft(aws)
    const status = await deployStack(aws, changes)
    expect(await listFailures(aws)).toEqual([])
    expect(status).toBe('CREATE_COMPLETE')
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

  it('K2 takes as long as its slowest chain: database, target group', async () => {
    const before = aws.clock.now()
    await deployStack(aws)
    const events = await readEvents(aws)
    const end = events.findLast(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE')?.Timestamp?.getTime() ?? 0
    expect((end - before) / 1000).toBeGreaterThan(595 + 85)
    expect((end - before) / 1000).toBeLessThan(1_200)
  })

  it('K3 is rolled back when the proxy cannot reach its target', async () => {
    aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no credentials' }
    expect(await deployStack(aws)).toBe('ROLLBACK_COMPLETE')
    const failed = (await readEvents(aws)).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    expect(failed?.ResourceType).toBe('AWS::RDS::DBProxyTargetGroup')
    expect(failed?.ResourceStatusReason).toMatch(
      /"Timed out waiting for target group to become available\." \(RequestToken/,
    )
    expect(listLeft(aws)).toEqual({})
  })

  it('K4 is not deleted while the database is protected', async () => {
    await deployStack(aws, { preset: 'production' })
    expect(await deleteStack(aws)).toBe('DELETE_FAILED')
    const refused = (await readEvents(aws)).find(
      ({ ResourceStatus, ResourceType }) =>
        ResourceStatus === 'DELETE_FAILED' && ResourceType === 'AWS::RDS::DBInstance',
    )
    expect(refused?.ResourceStatusReason).toContain('Cannot delete protected DB Instance')
  })

  it('K5 waits for the network interfaces of its functions, and fails when they stay', async () => {
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

  it('K5 is deleted sooner when its functions left the VPC first', async () => {
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

  it('K6 is refused what AWS does not have, in the words of the service', async () => {
    aws.account.missingClasses.add('db.t4g.micro')
    expect(await failAt('AWS::RDS::DBInstance')).toContain(
      'RDS does not support creating a DB instance with the following',
    )
    aws.account.missingClasses.clear()

    const network = { vpcId: 'vpc-0there', subnetIds: 'subnet-0a,subnet-0b' }
    expect(await failAt('AWS::EC2::SecurityGroup', network)).toContain("The vpc ID 'vpc-0there' does not exist")
    addExistingNetwork(aws.account, { vpcId: 'vpc-0there', subnetIds: ['subnet-0a'] })
    expect(await failAt('AWS::RDS::DBSubnetGroup', network)).toContain(
      'Some input subnets in :[subnet-0b] are invalid.',
    )
    addExistingNetwork(aws.account, { vpcId: 'vpc-0there', subnetIds: ['subnet-0b'] })
    expect(await failAt('AWS::RDS::DBSubnetGroup', network)).toContain('Current AZ coverage: eu-west-1a.')
  })

  it('K6 is refused bundles that are not in their bucket, and names that are taken', async () => {
    const empty = await startFakeAws()
    expect(await deployStack(empty)).toBe('ROLLBACK_COMPLETE')
    const failed = (await readEvents(empty)).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    await empty.close()
    expect([failed?.ResourceType, failed?.ResourceStatusReason]).toEqual([
      'AWS::Lambda::Function',
      expect.stringContaining('S3 Error Code: NoSuchKey'),
    ])

    const { account } = aws
    const readObject = () => undefined
    const context = { account, region: 'eu-west-1', stackName, stackId: '', logicalId: 'A', tags: {}, readObject }
    const make = (type: string, properties: Properties) => () => resourceKinds[type]?.create(properties, context)
    const group = make('AWS::Logs::LogGroup', { LogGroupName: '/taken' })
    const proxy = make('AWS::RDS::DBProxy', { DBProxyName: 'taken' })
    for (const each of [group, proxy]) expect(each()?.physicalId).toContain('taken')
    for (const each of [group, proxy]) expect(each).toThrow('already exists')
  })

  it('K9 leaves a log group behind to which a service still wrote', async () => {
    await deployStack(aws)
    aws.account.lateLogs = '/aws/rds/proxy/'
    await deleteStack(aws)
    expect(listLeft(aws)).toEqual({ logGroups: [expect.stringMatching(/^\/aws\/rds\/proxy\//)] })
  })

  it('K7 names its things as CloudFormation does', async () => {
    await deployStack(aws, { clientAuth: 'iam' })
    const outputs = await readOutputs(aws)
    expect(outputs.QueryFunctionName).toMatch(/^rds-proxy-webhook-dev-FunctionsQueryFunction\w*-[0-9A-Za-z]{12}$/)
    expect(outputs.DatabaseInstanceId).toMatch(/^rds-proxy-webhook-dev-databaseinstance\w*-[0-9a-z]{12}$/)
    expect(outputs.SecretArn).toMatch(/:secret:rds!db-[0-9a-f-]{36}-[0-9A-Za-z]{6}$/)
    expect(outputs.ProxyName).toMatch(/^rds-proxy-webhook-dev-[0-9a-f]{8}$/)
    expect(outputs.Url).toMatch(/^https:\/\/[0-9a-z]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/)
  })

  /** Why the first resource failed, which has to be of this type; the stack is gone afterwards. */
  async function failAt(type: string, changes: Parameters<typeof deployStack>[1] = {}): Promise<string> {
    expect(await deployStack(aws, changes)).toBe('ROLLBACK_COMPLETE')
    const failed = (await readEvents(aws)).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    await deleteStack(aws)
    expect(failed?.ResourceType).toBe(type)
    return failed?.ResourceStatusReason ?? ''
  }
})

/** Each resource that failed, with the reason. */
async function listFailures(fake: FakeAws): Promise<string[]> {
  const failed = (await readEvents(fake)).filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'))
  return failed.map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
}
