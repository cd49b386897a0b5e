import {
  AddTagsToResourceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceAutomatedBackupCommand,
  DeleteDBInstanceCommand,
  DeleteDBProxyCommand,
  DeleteDBSnapshotCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetGroupsCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  ListTagsForResourceCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeAws } from '../../../../fakes/aws/server.ts'
import { deployStack, reach, startWithCode } from '../whole-stack.ts'

let aws: FakeAws
let rds: RDSClient
let id: string

beforeAll(async () => {
  aws = await startWithCode()
  rds = new RDSClient(reach(aws))
  await deployStack(aws, { preset: 'production', clientAuth: 'iam' })
  id = [...aws.account.instances.keys()][0] ?? ''
})

afterAll(() => aws.close())

const describeInstance = async () =>
  (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))).DBInstances?.[0]

describe('instances', () => {
  it('D1 are described with what belongs to them', async () => {
    expect(await describeInstance()).toMatchObject({
      DBInstanceStatus: 'available',
      DBInstanceClass: 'db.t4g.micro',
      DeletionProtection: true,
      MultiAZ: true,
      Endpoint: { Port: 3306, Address: expect.stringMatching(/rds\.amazonaws\.com$/) },
      VpcSecurityGroups: [{ Status: 'active', VpcSecurityGroupId: expect.stringMatching(/^sg-/) }],
      DBSubnetGroup: { Subnets: [{}, {}] },
      MasterUserSecret: { SecretStatus: 'active', SecretArn: expect.stringContaining(':secret:rds!db-') },
    })
  })

  it('D1 have no address while they are being made', async () => {
    const instance = aws.account.instances.get(id)
    if (instance === undefined) throw new Error('no instance')
    instance.status = 'creating'
    const described = await describeInstance()
    instance.status = 'available'
    expect([described?.DBInstanceStatus, described?.Endpoint]).toEqual(['creating', undefined])
    expect(described?.MasterUserSecret?.SecretStatus).toBe('creating')
  })

  it('D2 are missing with the name that the SDK gives it', async () => {
    const asked = rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' }))
    await expect(asked).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
      message: 'DBInstance none not found.',
      $metadata: { httpStatusCode: 404 },
    })
    const { DBInstances } = await rds.send(
      new DescribeDBInstancesCommand({ Filters: [{ Name: 'db-instance-id', Values: ['none'] }] }),
    )
    expect(DBInstances).toEqual([])
  })

  it('D3 come page by page', async () => {
    const [first] = aws.account.instances.values()
    if (first === undefined) throw new Error('no instance')
    for (let count = 0; count < 25; count += 1)
      aws.account.instances.set(`other-${count}`, { ...first, id: `other-${count}` })
    const one = await rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20 }))
    const two = await rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20, Marker: one.Marker }))
    for (let count = 0; count < 25; count += 1) aws.account.instances.delete(`other-${count}`)
    expect([one.DBInstances?.length, two.DBInstances?.length, two.Marker]).toEqual([20, 6, undefined])
  })

  it('D4 rotate a managed password over time, when it is to be at once', async () => {
    const rotate = { DBInstanceIdentifier: id, RotateMasterUserPassword: true }
    await expect(rds.send(new ModifyDBInstanceCommand(rotate))).rejects.toThrow('apply the change immediately')
    const arn = aws.account.instances.get(id)?.masterSecretArn ?? ''
    const versions = () => [...(aws.account.secrets.get(arn)?.versions.values() ?? [])].map(({ stages }) => stages)
    const answer = await rds.send(new ModifyDBInstanceCommand({ ...rotate, ApplyImmediately: true }))
    expect(answer.DBInstance?.MasterUserSecret?.SecretStatus).toBe('rotating')
    aws.advance(20)
    expect((await describeInstance())?.MasterUserSecret?.SecretStatus).toBe('rotating')
    expect(versions()).toEqual([['AWSCURRENT']])
    aws.advance(30)
    expect((await describeInstance())?.MasterUserSecret?.SecretStatus).toBe('active')
    expect(versions()).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']])
  })

  it('D5 K8 have tags', async () => {
    const ResourceName = (await describeInstance())?.DBInstanceArn
    await rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'new', Value: 'one' }] }))
    const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }))
    expect(TagList).toEqual(
      expect.arrayContaining([
        { Key: 'new', Value: 'one' },
        { Key: 'rds-proxy-webhook:environment', Value: 'dev' },
        { Key: 'aws:cloudformation:stack-name', Value: 'rds-proxy-webhook-dev' },
      ]),
    )
  })
})

describe('proxies', () => {
  const name = () => ({ DBProxyName: [...aws.account.proxies.keys()][0] })

  it('D6 are described with their pool and the health of their target', async () => {
    const { DBProxies } = await rds.send(new DescribeDBProxiesCommand(name()))
    expect(DBProxies?.[0]).toMatchObject({
      Status: 'available',
      Auth: [{ IAMAuth: 'REQUIRED' }],
      IdleClientTimeout: 900,
    })
    const { TargetGroups } = await rds.send(new DescribeDBProxyTargetGroupsCommand(name()))
    expect(TargetGroups?.[0]?.ConnectionPoolConfig).toMatchObject({
      MaxConnectionsPercent: 90,
      ConnectionBorrowTimeout: 20,
    })
    const { Targets } = await rds.send(new DescribeDBProxyTargetsCommand(name()))
    expect(Targets).toMatchObject([{ RdsResourceId: id, TargetHealth: { State: 'AVAILABLE' } }])
  })

  it('D6 show the health that a test sets', async () => {
    aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no credentials' }
    const { Targets } = await rds.send(new DescribeDBProxyTargetsCommand(name()))
    aws.account.targetHealth = undefined
    const health = { State: 'UNAVAILABLE', Reason: 'AUTH_FAILURE', Description: 'no credentials' }
    expect(Targets?.[0]?.TargetHealth).toMatchObject(health)
  })

  it('D2 are missing with the name that the SDK gives it', async () => {
    const missing = { DBProxyName: 'none' }
    for (const command of [new DescribeDBProxiesCommand(missing), new DescribeDBProxyTargetsCommand(missing)]) {
      await expect(rds.send(command as DescribeDBProxiesCommand)).rejects.toMatchObject({
        name: 'DBProxyNotFoundFault',
      })
    }
  })
})

describe('offers', () => {
  it('D7 tell which classes and versions can be had', async () => {
    const query = { Engine: 'mysql', EngineVersion: '8.4.10', DBInstanceClass: 'db.t4g.micro' }
    const offered = await rds.send(new DescribeOrderableDBInstanceOptionsCommand(query))
    expect(offered.OrderableDBInstanceOptions?.map(({ StorageType }) => StorageType)).toEqual(['gp2', 'gp3'])
    expect(offered.OrderableDBInstanceOptions?.[0]?.AvailabilityZones).toHaveLength(3)
    aws.account.missingClasses.add('db.t4g.micro')
    const gone = await rds.send(new DescribeOrderableDBInstanceOptionsCommand(query))
    aws.account.missingClasses.clear()
    expect(gone.OrderableDBInstanceOptions).toEqual([])
    const { DBEngineVersions } = await rds.send(
      new DescribeDBEngineVersionsCommand({ Engine: 'mysql', EngineVersion: '8.4' }),
    )
    expect(DBEngineVersions?.[0]).toMatchObject({ EngineVersion: '8.4.10', MajorEngineVersion: '8.4' })
  })
})

describe('what is made and deleted without CloudFormation', () => {
  it('D9 is a snapshot, ready after its time', async () => {
    const snapshot = { DBInstanceIdentifier: id, DBSnapshotIdentifier: 'kept' }
    await rds.send(new CreateDBSnapshotCommand(snapshot))
    const readStatus = async () =>
      (await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'kept' }))).DBSnapshots?.[0]?.Status
    expect(await readStatus()).toBe('creating')
    aws.advance(180)
    expect(await readStatus()).toBe('available')
    await expect(rds.send(new CreateDBSnapshotCommand(snapshot))).rejects.toMatchObject({
      name: 'DBSnapshotAlreadyExistsFault',
    })
    await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'kept' }))
  })

  it('D10 is a proxy, gone after its time', async () => {
    const [proxy] = aws.account.proxies.values()
    if (proxy === undefined) throw new Error('no proxy')
    aws.account.proxies.set('spare', { ...proxy, name: 'spare', arn: `${proxy.arn}-spare` })
    const spare = { DBProxyName: 'spare' }
    await rds.send(new DeleteDBProxyCommand(spare))
    expect((await rds.send(new DescribeDBProxiesCommand(spare))).DBProxies?.[0]?.Status).toBe('deleting')
    await expect(rds.send(new DeleteDBProxyCommand(spare))).rejects.toMatchObject({ name: 'InvalidDBProxyStateFault' })
    aws.advance(150)
    await expect(rds.send(new DescribeDBProxiesCommand(spare))).rejects.toMatchObject({ name: 'DBProxyNotFoundFault' })
  })
})

describe('what outlives an instance', () => {
  it('D8 D9 is a final snapshot and, when asked, its automated backups', async () => {
    const remove = { DBInstanceIdentifier: id, FinalDBSnapshotIdentifier: 'last', DeleteAutomatedBackups: false }
    await expect(rds.send(new DeleteDBInstanceCommand(remove))).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
      message: 'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    })
    await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, DeletionProtection: false }))
    await rds.send(new DeleteDBInstanceCommand(remove))
    expect((await describeInstance())?.DBInstanceStatus).toBe('deleting')
    aws.advance(301)
    await expect(describeInstance()).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' })

    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: id }))
    expect(DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'last', SnapshotType: 'manual', AllocatedStorage: 20 }])
    expect(DBSnapshots?.[0]?.TagList?.map(({ Key }) => Key)).toContain('rds-proxy-webhook:environment')
    await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'last' }))
    await expect(rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'last' }))).rejects.toMatchObject({
      name: 'DBSnapshotNotFoundFault',
    })

    const asked = new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: id })
    const [backup] = (await rds.send(asked)).DBInstanceAutomatedBackups ?? []
    expect(backup?.Status).toBe('retained')
    await rds.send(new DeleteDBInstanceAutomatedBackupCommand({ DbiResourceId: backup?.DbiResourceId }))
    expect((await rds.send(asked)).DBInstanceAutomatedBackups).toEqual([])
  })
})
