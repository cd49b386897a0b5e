import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DescribeDBInstancesCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StackOutputs } from '../../stack/app.ts'
import { waitFor } from '../e2e/wait-for.ts'
import { makeSettings } from '../unit/stack/example-input.ts'
import { Emulator, emulatedRegion } from './emulator.ts'
import { findMinistack } from './ministack-or-skip.ts'
import { StackBySdk } from './stack-by-sdk.ts'

const ministack = await findMinistack('the additions to ministack')

describe.skipIf(!ministack)('with the SDK alone, on ministack', () => {
  let emulator: Emulator
  const surroundings = { ...process.env }

  beforeAll(async () => {
    if (ministack) emulator = await Emulator.start(ministack)
    process.env = { ...surroundings, ...emulator.variables, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
  }, 120_000)
  afterAll(async () => {
    await emulator?.stop()
    process.env = surroundings
  })

  test('the stack with a secret is made, records rows, rotates by its own function, survives a failure and goes', async () => {
    const stack = new StackBySdk('sdk-secret')
    const settings = makeSettings({ region: emulatedRegion })
    expect(await stack.deploy(settings, 'CREATE')).toBe('CREATE_COMPLETE')
    const outputs = await stack.outputs()
    await hit(outputs, '/before/rotation')
    expect(await readTargetState(outputs)).toBe('AVAILABLE')

    const old = await readLogin(outputs.SecretArn)
    await rotate(outputs.SecretArn)
    const changed = await readLogin(outputs.SecretArn)
    expect(changed.password).not.toBe(old.password)
    await expect(logIn(outputs, old)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
    await logIn(outputs, changed)
    await hit(outputs, '/after/rotation')
    expect(await listPaths(outputs)).toEqual(['/after/rotation', '/before/rotation'])

    failAt('ApiStage4697DF29', 'update', 'The stage cannot be changed today.')
    const page = { ...settings, publicPage: false, throttling: { rateLimit: 7, burstLimit: 9 } }
    expect(await stack.deploy(page, 'UPDATE')).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stack.events()).find(({ status }) => status === 'UPDATE_FAILED')).toMatchObject({
      logicalId: 'ApiStage4697DF29',
      reason: 'The stage cannot be changed today.',
    })
    emulator.world.decideStep = () => undefined
    expect(await stack.deploy(page, 'UPDATE')).toBe('UPDATE_COMPLETE')
    // As on AWS, what stays as it is has no events.
    const begun = (await stack.events()).filter(({ status }) => status === 'UPDATE_IN_PROGRESS')
    const last = begun.slice(begun.findLastIndex(({ logicalId }) => logicalId === stack.stackName) + 1)
    expect(last.map(({ logicalId }) => logicalId).sort()).toEqual([
      'ApiStage4697DF29',
      'FunctionsWebhookFunction7FB754E3',
    ])
    await hit(outputs, '/after/update')

    failAt('NetworkVpc7FB7348F', 'delete', 'The vpc has dependencies and cannot be deleted.')
    expect(await stack.delete()).toBe('DELETE_FAILED')
    emulator.world.decideStep = () => undefined
    expect(await stack.delete()).toBe('DELETE_COMPLETE')
    expect([...emulator.world.databases.keys(), ...emulator.world.proxies.keys()]).toEqual([])
  }, 120_000)

  test('the stack with IAM logs in with tokens, and RDS rotates the password that it keeps', async () => {
    const stack = new StackBySdk('sdk-iam')
    expect(await stack.deploy(makeSettings({ region: emulatedRegion, clientAuth: 'iam' }), 'CREATE')).toBe(
      'CREATE_COMPLETE',
    )
    const outputs = await stack.outputs()
    await hit(outputs, '/by/token')
    const old = await readLogin(outputs.SecretArn)
    await rotateManaged(outputs.DatabaseInstanceId)
    await expect(logIn(outputs, old)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
    await logIn(outputs, await readLogin(outputs.SecretArn))
    await hit(outputs, '/by/token/again')
    expect(await listPaths(outputs)).toEqual(['/by/token/again', '/by/token'])
    expect(await stack.delete()).toBe('DELETE_COMPLETE')
  }, 120_000)

  test('a first deploy that fails is rolled back with its reason, and leaves nothing running', async () => {
    const stack = new StackBySdk('sdk-failing')
    failAt('DatabaseProxyTargetGroup258F98F3', 'create', 'Timed out waiting for target group to become available.')
    expect(await stack.deploy(makeSettings({ region: emulatedRegion }), 'CREATE')).toBe('ROLLBACK_COMPLETE')
    expect((await stack.events()).find(({ status }) => status === 'CREATE_FAILED')).toMatchObject({
      logicalId: 'DatabaseProxyTargetGroup258F98F3',
      reason: 'Timed out waiting for target group to become available.',
    })
    emulator.world.decideStep = () => undefined
    expect(emulator.world.databases.size).toBe(0)
    expect(await stack.delete()).toBe('DELETE_COMPLETE')
  }, 120_000)

  test('a protected database outlives a failed first deploy, and leaves a snapshot when it goes', async () => {
    const stack = new StackBySdk('sdk-production')
    failAt('AlarmsProxyPoolUse09EF8020', 'create', 'The alarm cannot be made today.')
    const settings = makeSettings({ region: emulatedRegion, preset: 'production' })
    expect(await stack.deploy(settings, 'CREATE')).toBe('ROLLBACK_FAILED')
    expect(emulator.world.databases.size).toBe(1)
    expect(await stack.delete()).toBe('DELETE_FAILED')
    await unprotect([...emulator.world.databases.keys()][0] ?? '')
    expect(await stack.delete()).toBe('DELETE_COMPLETE')
    expect(emulator.world.databases.size).toBe(0)
    const { DBSnapshots } = await new RDSClient({}).send(new DescribeDBSnapshotsCommand({}))
    expect(DBSnapshots?.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).toEqual([
      expect.stringMatching(/^rds-proxy-webhook-sdk-production-snapshot-/),
    ])
    // What is left behind is looked for by what the stack had.
    expect(await stack.listKinds()).toContain('AWS::RDS::DBInstance')
  }, 120_000)

  function failAt(logicalId: string, action: string, reason: string): void {
    emulator.world.decideStep = (step) => (step.logicalId === logicalId && step.action === action ? reason : undefined)
  }

  /** Logs in to the instance itself. */
  async function logIn({ DatabaseInstanceId }: StackOutputs, login: { user: string; password: string }): Promise<void> {
    const database = emulator.world.databases.get(DatabaseInstanceId)
    if (!database) throw new Error(`There is no database ${DatabaseInstanceId}`)
    const connection = await createConnection({ ...login, host: database.host, port: database.port })
    await connection.end()
  }
})

async function hit({ Url }: StackOutputs, path: string): Promise<void> {
  const answer = await fetch(`${Url}${path}`, { method: 'POST', body: 'a body' })
  expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status: 201, path })
}

/** Newest first, from the query function. */
async function listPaths({ QueryFunctionName }: StackOutputs): Promise<string[]> {
  const Payload = JSON.stringify({ operation: 'list-requests', limit: 10 })
  const answer = await new LambdaClient({}).send(new InvokeCommand({ FunctionName: QueryFunctionName, Payload }))
  const { requests } = JSON.parse(answer.Payload?.transformToString() ?? '{}') as { requests: { path: string }[] }
  return requests.map(({ path }) => path)
}

async function readTargetState({ ProxyName }: StackOutputs): Promise<string | undefined> {
  const { Targets } = await new RDSClient({}).send(new DescribeDBProxyTargetsCommand({ DBProxyName: ProxyName }))
  return Targets?.[0]?.TargetHealth?.State
}

async function readLogin(SecretId: string): Promise<{ user: string; password: string }> {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId }))
  const { username, password } = JSON.parse(SecretString ?? '{}')
  return { user: username, password }
}

async function rotate(SecretId: string): Promise<void> {
  const client = new SecretsManagerClient({})
  const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }))
  const readStages = async () => {
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }))
    return VersionIdsToStages?.[VersionId ?? ''] ?? []
  }
  expect(await readStages()).not.toContain('AWSCURRENT')
  await waitFor('The rotation', readStages, (stages) => stages.includes('AWSCURRENT'))
}

async function unprotect(DBInstanceIdentifier: string): Promise<void> {
  const change = { DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }
  await new RDSClient({}).send(new ModifyDBInstanceCommand(change))
}

async function rotateManaged(DBInstanceIdentifier: string): Promise<void> {
  const client = new RDSClient({})
  const change = { DBInstanceIdentifier, RotateMasterUserPassword: true, ApplyImmediately: true }
  await client.send(new ModifyDBInstanceCommand(change))
  const readStatus = async () => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))
    return DBInstances?.[0]?.MasterUserSecret?.SecretStatus
  }
  await waitFor('The rotation', readStatus, (status) => status === 'active')
}
