import { describe, expect, it } from 'vitest'
import { describeLoss } from '../../../src/targets/aws/destroy/describe-loss.ts'
import { destroyAws } from '../../../src/targets/aws/destroy/destroy.ts'
import type { DestroyOptions } from '../../../src/targets/target.ts'
import { addVersion } from '../../fakes/aws/s3/store.ts'
import { addLogGroup, writeLog } from '../../fakes/aws/state/log-groups.ts'
import { type OperatedAccount, useOperatedAccount } from './operated-environment.ts'

const given = useOperatedAccount()

function destroy(account: OperatedAccount, options: DestroyOptions = {}, name = 'dev') {
  return destroyAws(account.open(name), account.context, options, account.pace)
}

/** What goes without a trace when all goes well. */
function countBilled({ aws: { account } }: OperatedAccount): number {
  const { instances, proxies, endpoints, snapshots, automatedBackups, secrets } = account
  return [instances, proxies, endpoints, snapshots, automatedBackups, secrets].reduce((sum, map) => sum + map.size, 0)
}

describe('what would be lost', () => {
  it('is told in plain words, with the rows and what it has cost', async () => {
    const account = given()
    const env = await account.make()
    account.implement('Query', () => ({ count: 12 }))
    const loss = await describeLoss(env, account.pace)
    expect(loss).toMatchObject({ environment: 'dev', target: 'aws', rows: 12 })
    expect(loss.items.slice(0, 4)).toEqual([
      ...['1 MySQL database with all its data', '1 RDS Proxy', '1 secret with the database password'],
      '1 HTTP API and its URL',
    ])
    expect(loss.costSoFar).toMatchObject({ currency: 'USD', source: { kind: 'price-list', date: '2026-11-23' } })
    expect(loss.costSoFar?.amount).toBeGreaterThan(0.04)
    expect(account.count('cloudformation:DeleteStack')).toBe(0)
  })

  it('is nothing where nothing was deployed', async () => {
    const account = given()
    await expect(describeLoss(account.open(), account.pace)).rejects.toMatchObject({ name: 'NotDeployed', exitCode: 3 })
    await expect(destroy(account)).rejects.toMatchObject({ name: 'NotDeployed' })
  })
})

describe('destroying an environment', () => {
  it('leaves nothing that costs money, and says so with a receipt', async () => {
    const account = given()
    await account.make()
    expect(countBilled(account)).toBeGreaterThan(3)
    const result = await destroy(account)
    expect(result).toMatchObject({ environment: 'dev', target: 'aws', leftovers: [] })
    expect(result).not.toHaveProperty('kept')
    expect(result).not.toHaveProperty('rowsLeft')
    expect(result.deleted).toContain('1 MySQL database with all its data')
    expect(result.receipt).toMatchObject({ since: account.stack().createdAt.toISOString(), perMonthNow: 0 })
    expect(result.receipt?.cost.amount).toBeGreaterThan(0)
    expect(result.receipt?.cost.source.kind).toBe('price-list')
    expect(result.receipt?.seconds).toBeGreaterThan(3_600)
    expect(countBilled(account)).toBe(0)
    expect(account.aws.account.logGroups.size).toBe(0)
    expect(account.stack().status).toBe('DELETE_COMPLETE')
    const finished = account.log.of('step-finished').map(({ id }) => id)
    expect(finished).toEqual(['detach', 'delete', 'prove'])
    expect(account.log.of('step-finished')[0]?.detail).toBe('3 of 3')
    await expect(describeLoss(account.open(), account.pace)).rejects.toMatchObject({
      name: 'NotDeployed',
      message: expect.stringMatching(/was deleted at .*Z, and nothing is left of it that costs money/),
    })
  })

  it('takes the functions out of the VPC before it deletes', async () => {
    const account = given()
    await account.make()
    await destroy(account)
    const called = account.aws.calls.map(({ operation }) => operation)
    const lastUpdate = called.lastIndexOf('UpdateFunctionConfiguration')
    expect(called.filter((each) => each === 'UpdateFunctionConfiguration')).toHaveLength(3)
    expect(lastUpdate).toBeLessThan(called.indexOf('DeleteStack'))
  })

  it('goes on when the functions cannot be taken out, and explains the wait for their interfaces', async () => {
    const account = given()
    await account.make()
    account.aws.faults.refuse('lambda:UpdateFunctionConfiguration')
    const result = await destroy(account)
    expect(result.leftovers).toEqual([])
    expect(account.log.of('warned').map(({ message }) => message)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('stays in the VPC')),
    )
    expect(account.log.of('noticed').filter(({ message }) => message.includes('network interfaces'))).toHaveLength(1)
    expect(account.log.of('step-progressed')).toContainEqual({
      id: 'delete',
      detail: '2 network interfaces of the functions left, which AWS removes',
    })
  })

  it('begins again when the delete failed only because interfaces were in use', async () => {
    const account = given()
    await account.make()
    account.aws.faults.refuse('lambda:UpdateFunctionConfiguration')
    Object.assign(account.aws.account.waits, { dependents: 300, interfacesOfDeleted: 1_500 })
    const result = await destroy(account)
    expect(account.count('cloudformation:DeleteStack')).toBeGreaterThan(1)
    expect(result.leftovers).toEqual([])
    expect(account.stack().status).toBe('DELETE_COMPLETE')
  })

  it('tells what is left when the delete fails for another reason', async () => {
    const account = given()
    await account.make()
    const [[proxy] = []] = [...account.stack().resources].filter(([, { type }]) => type === 'AWS::RDS::DBProxy')
    account.aws.faults.failResource(proxy ?? '', 'delete', 'not authorized to perform: rds:DeleteDBProxy', { times: 9 })
    const result = await destroy(account)
    expect(account.count('cloudformation:DeleteStack')).toBe(1)
    expect(result.leftovers[0]).toEqual({
      ...{ name: 'stack rds-proxy-webhook-dev (DELETE_FAILED)', billed: false },
      removeWith: 'rds-proxy-webhook destroy --env dev',
    })
    const left = result.leftovers.find(({ name }) => name.startsWith('RDS Proxy '))
    expect(left).toMatchObject({ billed: true, perMonth: expect.any(Number) })
    expect(left?.removeWith).toMatch(/^aws rds delete-db-proxy --db-proxy-name .+ --region eu-west-1$/)
    expect(result.receipt?.perMonthNow).toBeGreaterThan(20)
    expect(account.log.of('step-failed')).toEqual([{ id: 'delete', message: 'DELETE_FAILED' }])
    account.aws.faults.clear()
    expect((await destroy(account)).leftovers).toEqual([])
  })

  it('advises to remove who holds a network interface: EC2 deletes none that is in use', async () => {
    const account = given()
    await account.make()
    const database = [...account.stack().resources].find(([, { type }]) => type === 'AWS::RDS::DBInstance')?.[0] ?? ''
    account.aws.faults.failResource(database, 'delete', 'Internal Failure', { times: 9 })
    const { leftovers, rowsLeft } = await destroy(account)
    expect(rowsLeft).toBe(true)
    const held = leftovers.filter(({ name }) => name.startsWith('network interface '))
    expect(held.length).toBeGreaterThan(0)
    const ofDatabase = leftovers.find(({ name }) => name.startsWith('MySQL database '))
    for (const each of held) {
      expect(each.name).toMatch(/, held by database$/)
      expect(each.removeWith).toBe(ofDatabase?.removeWith)
    }
  })

  it('comes back to a delete that runs already', async () => {
    const account = given()
    await account.make()
    let waits = 0
    account.meanwhile = () => {
      waits += 1
      if (account.stack().status === 'DELETE_IN_PROGRESS') account.interrupt()
    }
    await expect(destroy(account)).rejects.toMatchObject({
      name: 'Interrupted',
      nextSteps: ['rds-proxy-webhook destroy --env dev', 'rds-proxy-webhook status --watch --env dev'],
    })
    expect(waits).toBeGreaterThan(0)
    expect(account.stack().status).toBe('DELETE_IN_PROGRESS')
    const again = { emit: account.log.emit, signal: new AbortController().signal }
    const pace = { now: account.pace.now, wait: async (ms: number) => account.aws.advance(ms / 1_000) }
    expect((await destroyAws(account.open(), again, {}, pace)).leftovers).toEqual([])
    expect(account.count('cloudformation:DeleteStack')).toBe(1)
  })

  it('deletes what a first deploy that failed has left, and tells no cost of it', async () => {
    const account = given()
    await account.make({}, 'dev', 300)
    expect(account.stack().status).toBe('CREATE_IN_PROGRESS')
    expect(await describeLoss(account.open(), account.pace)).not.toHaveProperty('costSoFar')
    const result = await destroy(account)
    expect(result.leftovers).toEqual([])
    expect(result).not.toHaveProperty('receipt')
    expect(countBilled(account)).toBe(0)
  })

  it('deletes an environment whose password RDS manages', async () => {
    const account = given()
    await account.make({ clientAuth: 'iam' })
    expect(account.aws.account.secrets.size).toBe(1)
    expect(await destroy(account)).toMatchObject({ leftovers: [], receipt: { perMonthNow: 0 } })
    expect(countBilled(account)).toBe(0)
  })

  it('waits for a change that is under way before it looks and deletes', async () => {
    const account = given()
    await account.make()
    account.stack().status = 'UPDATE_IN_PROGRESS'
    account.meanwhile = () => {
      if (account.stack().status === 'UPDATE_IN_PROGRESS') account.stack().status = 'UPDATE_COMPLETE'
    }
    expect((await destroy(account)).leftovers).toEqual([])
    expect(account.log.of('steps-announced').map(({ steps }) => steps[0]?.id)).toEqual(['settle', 'detach'])
    expect(account.log.of('step-finished').map(({ id }) => id)).toEqual(['settle', 'detach', 'delete', 'prove'])
  })

  it('changes nothing with credentials of another account', async () => {
    const account = given()
    await account.make()
    const env = account.open('dev', '999999999999')
    await expect(destroyAws(env, account.context, {}, account.pace)).rejects.toMatchObject({ name: 'WrongAccount' })
    expect(account.count('cloudformation:DeleteStack')).toBe(0)
  })
})

describe('an environment that is protected', () => {
  it('is not deleted, nor anything of it', async () => {
    const account = given()
    await account.make({ preset: 'production' })
    const failure = destroy(account)
    await expect(failure).rejects.toMatchObject({
      name: 'ProtectedFromDeletion',
      nextSteps: expect.arrayContaining(['rds-proxy-webhook destroy --remove-protection --env dev']),
    })
    expect(account.count('cloudformation:DeleteStack')).toBe(0)
    expect(account.count('lambda:UpdateFunctionConfiguration')).toBe(0)
  })

  it('is deleted when its protection may be lifted, and keeps the final snapshot on request', async () => {
    const account = given()
    await account.make({ preset: 'production' })
    account.stack().terminationProtection = true
    const result = await destroy(account, { removeProtection: true, keepSnapshot: true, sweep: true })
    expect(result.leftovers).toEqual([])
    expect(result.kept).toEqual([
      {
        name: expect.stringMatching(/^final snapshot rds-proxy-webhook-dev-snapshot-/),
        ...{
          billed: true,
          sweepable: true,
          perMonth: 1.9,
          removeWith: expect.stringContaining('aws rds delete-db-snapshot'),
        },
      },
    ])
    expect(result.receipt?.perMonthNow).toBe(1.9)
    expect(account.aws.account.snapshots.size).toBe(1)
  })

  it('is known by its snapshot and its log groups too when its name has capital letters', async () => {
    const account = given()
    await account.make({ preset: 'production' }, 'Dev')
    const { ProxyName, DatabaseInstanceId } = account.outputs('Dev')
    expect([ProxyName, DatabaseInstanceId]).toEqual([ProxyName, DatabaseInstanceId].map((each) => each.toLowerCase()))
    for (const name of [`/aws/rds/proxy/${ProxyName}`, `/aws/rds/instance/${DatabaseInstanceId}/error`]) {
      if (!account.aws.account.logGroups.has(name)) addLogGroup(account.aws.account, name)
    }
    const result = await destroy(account, { removeProtection: true, keepSnapshot: true, sweep: true }, 'Dev')
    expect(result.leftovers).toEqual([])
    expect(result.kept).toEqual([
      expect.objectContaining({ name: expect.stringMatching(/^final snapshot rds-proxy-webhook-dev-snapshot-/) }),
    ])
    expect(account.aws.account.logGroups.size).toBe(0)
  })
})

describe('a database that would go without a snapshot', () => {
  it('gets one when it is to be kept, before anything is deleted', async () => {
    const account = given()
    await account.make()
    const result = await destroy(account, { keepSnapshot: true })
    const [snapshot] = account.aws.account.snapshots.values()
    expect(snapshot).toMatchObject({ status: 'available', id: expect.stringMatching(/^rds-proxy-webhook-dev-final-/) })
    expect(result.kept?.[0]?.name).toBe(`final snapshot ${snapshot?.id} of the database (20 GiB)`)
    expect(result.leftovers).toEqual([])
    const called = account.aws.calls.map(({ operation }) => operation)
    expect(called.indexOf('CreateDBSnapshot')).toBeLessThan(called.indexOf('UpdateFunctionConfiguration'))
  })
})

describe('what AWS leaves behind', () => {
  /** An environment whose database left a snapshot, with logs that AWS and a neighbour made. */
  async function leaveBehind(account: OperatedAccount) {
    const { aws } = account
    await account.make({ preset: 'production' })
    const { WebhookFunctionName, DatabaseInstanceId } = account.outputs()
    const names = [`/aws/lambda/${WebhookFunctionName}`, `/aws/rds/instance/${DatabaseInstanceId}/error`]
    const neighbours = [`/aws/lambda/${WebhookFunctionName}-b`, `/aws/rds/instance/${DatabaseInstanceId}-b/error`]
    for (const name of [...names, ...neighbours]) {
      addLogGroup(aws.account, name)
      writeLog(aws.account, name, 'stream', 'a line')
    }
    const by = { instanceId: DatabaseInstanceId, resourceId: 'db-X', type: 'manual', status: 'available' } as const
    const engine = { storageGib: 20, engine: 'mysql', engineVersion: '8.4.10', createdAt: 0, tags: {} }
    aws.account.snapshots.set('by-hand', { id: 'by-hand', arn: 'arn', ...by, ...engine })
    return { names, neighbours }
  }

  it('is listed with the command that removes each, and fails the destroy while it costs', async () => {
    const account = given()
    const { names } = await leaveBehind(account)
    const { leftovers, receipt } = await destroy(account, { removeProtection: true })
    expect(leftovers.map(({ name }) => name).sort()).toEqual([
      expect.stringMatching(/^final snapshot /),
      ...names.map((name) => `log group ${name}`),
      'snapshot by-hand of the database (20 GiB)',
    ])
    expect(leftovers.every(({ billed, removeWith }) => billed && removeWith?.startsWith('aws '))).toBe(true)
    const byHand = leftovers.filter(({ sweepable }) => !sweepable).map(({ name }) => name)
    expect(byHand).toEqual(['snapshot by-hand of the database (20 GiB)'])
    expect(receipt?.perMonthNow).toBeGreaterThan(3.8)
  })

  it('is removed with --sweep, even long after the stack is gone, but never what a user made or a neighbour has', async () => {
    const account = given()
    const { neighbours } = await leaveBehind(account)
    await destroy(account, { removeProtection: true })
    account.aws.advance(86_400)
    const loss = await describeLoss(account.open(), account.pace)
    expect(loss.items).toHaveLength(4)
    const result = await destroy(account, { sweep: true })
    expect(result.deleted).toHaveLength(3)
    expect(result.leftovers.map(({ name }) => name)).toEqual(['snapshot by-hand of the database (20 GiB)'])
    expect([...account.aws.account.logGroups.keys()].sort()).toEqual(neighbours.sort())
    expect([...account.aws.account.snapshots.keys()]).toEqual(['by-hand'])
    expect(account.count('cloudformation:DeleteStack')).toBe(1)
  })

  it('includes a secret, also one that only waits for its deletion', async () => {
    const account = given()
    await account.make()
    const { SecretArn } = account.outputs()
    const secret = account.aws.account.secrets.get(SecretArn)
    account.meanwhile = () => {
      if (account.stack().status !== 'DELETE_COMPLETE' || !secret) return
      account.aws.account.secrets.set(SecretArn, { ...secret, deletedAt: 1, goneAt: Number.POSITIVE_INFINITY })
    }
    // A policy that goes by tags refuses this of a secret that is gone.
    account.aws.faults.refuse('secretsmanager:DescribeSecret')
    const { leftovers } = await destroy(account)
    expect(leftovers).toEqual([
      {
        ...{ name: `secret ${SecretArn}, scheduled for deletion`, billed: false, sweepable: true },
        removeWith: expect.stringMatching(/^aws secretsmanager delete-secret .*--force-delete-without-recovery/),
      },
    ])
  })

  it('counts as left and billed when it could not be looked for', async () => {
    const account = given()
    await account.make()
    account.aws.faults.refuse('rds:DescribeDBSnapshots')
    const { leftovers, receipt } = await destroy(account)
    expect(receipt).toMatchObject({ perMonthNow: 0, incomplete: true })
    expect(leftovers).toEqual([
      {
        name: expect.stringContaining('database snapshots that could not be looked for'),
        billed: true,
        removeWith: expect.anything(),
      },
    ])
  })
})

describe('a stack of the same name that somebody else has made', () => {
  it('is neither asked about nor deleted', async () => {
    const account = given()
    await account.make()
    const { definition } = account.stack()
    if (definition) definition.tags = {}
    const refused = { name: 'StackNotOurs' }
    await expect(describeLoss(account.open(), account.pace)).rejects.toMatchObject(refused)
    await expect(destroy(account)).rejects.toMatchObject(refused)
    expect(account.count('cloudformation:DeleteStack')).toBe(0)
    expect(account.stack().status).toBe('CREATE_COMPLETE')
  })
})

describe('two environments side by side', () => {
  it('know nothing of each other, and the bucket of the code goes with the last', async () => {
    const account = given()
    const { aws } = account
    const name = 'rds-proxy-webhook-assets-123456789012-eu-west-1'
    const bucket = aws.buckets.create({ name, accountId: '123456789012', region: 'eu-west-1', createdAt: new Date(0) })
    const tag = '<Tag><Key>rds-proxy-webhook</Key><Value>assets</Value></Tag>'
    bucket.parts.set('tagging', `<Tagging><TagSet>${tag}</TagSet></Tagging>`)
    addVersion(bucket, { key: 'a.zip', body: Buffer.from('a'), headers: {}, etag: '"1"', modifiedAt: new Date(0) })
    await account.make({}, 'a')
    await account.make({}, 'a-b')
    expect(await destroy(account, { sweep: true }, 'a')).toMatchObject({ leftovers: [] })
    expect(account.stack('a-b').status).toBe('CREATE_COMPLETE')
    expect(aws.account.instances.size).toBe(1)
    expect(account.log.of('step-skipped')).toEqual([{ id: 'bucket', reason: 'for rds-proxy-webhook-a-b' }])
    const last = await destroy(account, {}, 'a-b')
    expect(last.deleted).toContain(`bucket ${name}`)
    expect(aws.buckets.list('123456789012').map((each) => each.name)).toEqual(['assets-bucket'])
  })
})
