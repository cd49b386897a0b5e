import { describe, expect, it } from 'vitest'
import { readStatus } from '../../../src/targets/aws/operate/status/read-status.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { type OperatedAccount, useOperatedAccount } from './operated-environment.ts'

const given = useOperatedAccount()

function read(account: OperatedAccount, options = {}) {
  return readStatus(account.open(), makeSettings(), options, account.pace)
}

describe('the status of an environment that runs', () => {
  it('has everything that the on-call engineer asks for', async () => {
    const account = given()
    await account.make()
    const { ProxyName, WebhookFunctionName, Url } = account.outputs()
    account.implement('Query', () => ({ count: 42 }))
    const timestamp = account.aws.clock.now() - 60_000
    const add = (namespace: string, metric: string, dimensions: Record<string, string>, value: number) =>
      account.aws.account.series.push({ namespace, metric, dimensions, points: [{ timestamp, value }] })
    add('AWS/RDS', 'ClientConnections', { ProxyName }, 12)
    add('AWS/RDS', 'MaxDatabaseConnectionsAllowed', { ProxyName }, 60)
    add('AWS/RDS', 'DatabaseConnectionsCurrentlySessionPinned', { ProxyName }, 1)
    add('AWS/Lambda', 'Invocations', { FunctionName: WebhookFunctionName }, 300)
    add('AWS/Lambda', 'Throttles', { FunctionName: WebhookFunctionName }, 2)
    const status = await read(account)
    expect(status).toMatchObject({
      ...{ environment: 'dev', target: 'aws', state: 'running', url: Url, rows: 42 },
      caller: { account: '123456789012', region: 'eu-west-1' },
      proxy: {
        ...{ clientConnections: 12, maxDatabaseConnectionsAllowed: 60, databaseConnectionsCurrentlySessionPinned: 1 },
        target: { state: 'AVAILABLE' },
      },
      secret: { versionId: expect.any(String), changedAt: expect.stringMatching(/^2026-11-23T/) },
      monthToDate: { currency: 'USD', since: expect.stringMatching(/^2026-11-23T12/), source: { kind: 'price-list' } },
    })
    expect(status.components.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['stack running', 'api running', 'function webhook running', 'function query running'],
      ...['function rotation running', 'proxy running', 'database running'],
    ])
    expect(status.functions?.[0]).toEqual({
      ...{ name: 'webhook', environments: 0, busy: 0, invocations: 300, errors: 0, throttles: 2 },
    })
    expect(status.monthToDate?.amount).toBeGreaterThan(0)
    expect(status).not.toHaveProperty('reason')
    expect(status).not.toHaveProperty('underWay')
    expect(account.count('monitoring:GetMetricData')).toBe(1)
  })

  it('hides nothing else when reads are refused', async () => {
    const account = given()
    await account.make()
    account.implement('Query', () => ({ count: 1 }))
    account.aws.faults.refuse('cloudwatch:GetMetricData')
    account.aws.faults.refuse('rds:DescribeDBProxies')
    const status = await read(account)
    expect(status).toMatchObject({ state: 'running', rows: 1 })
    expect(status).not.toHaveProperty('proxy')
    expect(status.components.find(({ name }) => name === 'proxy')?.state).toBe('unknown')
    expect(status.components[0]?.detail).toMatch(/^CREATE_COMPLETE; metrics not read: .+/)
  })

  it('has no figures of a proxy that nobody has measured, and the table of prices where AWS may not be asked', async () => {
    const account = given()
    await account.make()
    account.aws.faults.refuse('pricing:GetProducts')
    const { proxy, monthToDate } = await read(account)
    expect(proxy).toMatchObject({ target: { state: 'AVAILABLE' }, metrics: {} })
    expect(monthToDate?.source).toMatchObject({
      kind: 'table',
      statement: expect.stringContaining('may not ask for prices'),
    })
    expect(account.count('pricing:GetProducts')).toBeGreaterThan(0)
  })

  it('lists what somebody changed, when asked', async () => {
    const account = given()
    await account.make()
    const [[database] = []] = [...account.stack().resources].filter(([, { type }]) => type === 'AWS::RDS::DBInstance')
    expect(await read(account)).not.toHaveProperty('drift')
    account.aws.cloudFormation.setDrift('rds-proxy-webhook-dev', database ?? '', [
      { path: '/BackupRetentionPeriod', expected: '0', actual: '7', difference: 'NOT_EQUAL' },
    ])
    const { drift } = await read(account, { drift: true })
    expect(drift).toEqual([
      { logicalId: database, kind: 'AWS::RDS::DBInstance', state: 'changed', properties: ['BackupRetentionPeriod'] },
    ])
  })
})

describe('the status of an environment in trouble', () => {
  it('is degraded with the reason when a part fails', async () => {
    const account = given()
    await account.make()
    account.aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'No credentials.' }
    const status = await read(account)
    expect(status.state).toBe('degraded')
    expect(status.reason).toContain('AUTH_FAILURE')
    for (const instance of account.aws.account.instances.values()) instance.status = 'stopped'
    expect(await read(account)).toMatchObject({
      state: 'degraded',
      reason: expect.stringContaining('database is stopped'),
    })
  })

  it('is missing without a stack', async () => {
    expect(await read(given())).toMatchObject({ state: 'missing', components: [] })
  })

  it('tells what is under way', async () => {
    const account = given()
    await account.make({}, 'dev', 60)
    expect(await read(account)).toMatchObject({
      ...{ state: 'stopped', reason: 'It is still being made.', underWay: { status: 'CREATE_IN_PROGRESS' } },
      components: [{ name: 'stack', state: 'starting' }],
    })
  })

  it('says of a first deploy that failed what CloudFormation says', async () => {
    const account = given()
    await account.make()
    Object.assign(account.stack(), {
      status: 'ROLLBACK_COMPLETE',
      reason: 'The following resource(s) failed to create: [X]',
    })
    const status = await read(account)
    expect(status).toMatchObject({ state: 'stopped', components: [{ name: 'stack', state: 'failed' }] })
    expect(status.reason).toMatch(/^Its first deploy failed\. .* CloudFormation says: .*failed to create: \[X\]\.$/)
    expect(status.reason).toMatch(/Still there and billed are .*the database rds-proxy-webhook-dev-database/)
    expect(status.reason).toContain('`rds-proxy-webhook destroy --env dev` removes it.')
  })

  it('says so when nothing billed is left of a first deploy that failed', async () => {
    const account = given()
    await account.make()
    const stack = account.stack()
    stack.status = 'ROLLBACK_COMPLETE'
    for (const resource of stack.resources.values()) resource.status = 'DELETE_COMPLETE'
    expect((await read(account)).reason).toBe(
      'Its first deploy failed. Nothing of it is left that is billed as long as it is there.',
    )
  })
})
