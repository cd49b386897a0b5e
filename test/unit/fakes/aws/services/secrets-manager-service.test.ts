import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RotationEvent } from '../../../../../handler/rotation/rotate.ts'
import type { FakeAws } from '../../../../fakes/aws/server.ts'
import { addSecret } from '../../../../fakes/aws/state/secret-store.ts'
import { deployStack, reach, startWithCode } from '../whole-stack.ts'

let aws: FakeAws
let client: SecretsManagerClient
let SecretId: string

beforeEach(async () => {
  aws = await startWithCode()
  client = new SecretsManagerClient(reach(aws))
  await deployStack(aws)
  SecretId = [...aws.account.secrets.keys()][0] ?? ''
})

afterEach(() => aws.close())

const readStages = async () => {
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }))
  return Object.values(VersionIdsToStages ?? {}).map((stages) => [...stages].sort())
}
const readSecret = async () =>
  JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '')

describe('the secret of the stack', () => {
  it('SM1 has a generated password and the address of its database', async () => {
    const [instance] = aws.account.instances.values()
    const secret = await readSecret()
    expect(secret).toMatchObject({ username: 'webhook', host: instance?.endpoint, port: 3306, engine: 'mysql' })
    expect(secret.password).toMatch(/^[^ %+~`#$&*()|[\]{}:;<>?!'/@"\\]{30}$/)
    expect(await client.send(new DescribeSecretCommand({ SecretId }))).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: expect.stringContaining(':function:'),
      RotationRules: { AutomaticallyAfterDays: 30 },
    })
  })
})

describe('a rotation', () => {
  it('SM2 SM3 goes in four steps on the account’s clock', async () => {
    const before = await readSecret()
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }))
    expect(await readStages()).toEqual([['AWSCURRENT'], ['AWSPENDING']])
    await expect(client.send(new GetSecretValueCommand({ SecretId, VersionId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining("A previous rotation isn't complete"),
    })
    aws.advance(3)
    expect(await readStages()).toEqual([['AWSCURRENT'], ['AWSPENDING']])
    aws.advance(10)
    expect(await readStages()).toEqual([['AWSPREVIOUS'], ['AWSCURRENT', 'AWSPENDING']])
    const after = await readSecret()
    expect(after).toEqual({ ...before, password: expect.any(String) })
    expect(after.password).not.toBe(before.password)
    await client.send(new RotateSecretCommand({ SecretId }))
  })

  it('SM4 SM5 calls the function that the test gives', async () => {
    const steps: string[] = []
    aws.account.implementations.push({
      match: 'Rotation',
      async run(event) {
        const { Step, ClientRequestToken } = event as RotationEvent
        steps.push(Step)
        // Its calls come back to the same Secrets Manager while the step runs.
        if (Step === 'createSecret') {
          const text = JSON.stringify({ username: 'webhook', password: 'chosen' })
          const put = { SecretId, ClientRequestToken, SecretString: text, VersionStages: ['AWSPENDING'] }
          await client.send(new PutSecretValueCommand(put))
        }
        if (Step !== 'finishSecret') return
        const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId }))
        const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken }
        await expect(client.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
          name: 'InvalidParameterException',
        })
        await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: VersionId }))
      },
    })
    await client.send(new RotateSecretCommand({ SecretId }))
    aws.advance(60)
    expect((await readSecret()).password).toBe('chosen')
    expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
  })

  it('SM4 stops at a step that fails, and the old password stays current', async () => {
    const failing = (event: unknown) => {
      if ((event as RotationEvent).Step === 'setSecret') throw new Error('the database is away')
    }
    aws.account.implementations.push({ match: 'Rotation', run: failing })
    const before = await readSecret()
    await client.send(new RotateSecretCommand({ SecretId }))
    aws.advance(60)
    expect(await readStages()).toEqual([['AWSCURRENT'], ['AWSPENDING']])
    expect(await readSecret()).toEqual(before)
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }))
    expect(Versions).toHaveLength(2)
    const group = [...aws.account.logGroups.keys()].find((name) => name.includes('RotationLogs')) ?? ''
    expect(
      aws.account.logGroups
        .get(group)
        ?.events.map(({ message }) => message)
        .join(''),
    ).toContain('database is away')
  })
})

describe('secrets', () => {
  it('SM6 SM7 are listed by filters, those to be deleted only when asked for', async () => {
    addSecret(aws.account, { name: 'other', text: 'x', tags: { environment: 'test' } })
    const list = async (input: object) =>
      (await client.send(new ListSecretsCommand(input))).SecretList?.map(({ Name }) => Name?.slice(0, 5))
    expect(await list({})).toEqual(['Datab', 'other'])
    expect(await list({ Filters: [{ Key: 'name', Values: ['oth'] }] })).toEqual(['other'])
    expect(await list({ Filters: [{ Key: 'tag-key', Values: ['environment'] }] })).toEqual(['other'])
    await client.send(new DeleteSecretCommand({ SecretId: 'other', RecoveryWindowInDays: 7 }))
    expect(await list({})).toEqual(['Datab'])
    expect(await list({ IncludePlannedDeletion: true })).toEqual(['Datab', 'other'])
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toThrow('marked for deletion')
    aws.advance(8 * 86_400)
    expect(await list({ IncludePlannedDeletion: true })).toEqual(['Datab'])
    const first = await client.send(new ListSecretsCommand({ MaxResults: 1 }))
    expect(first.NextToken).toBeUndefined()
  })

  it('SM8 get passwords without what is excluded', async () => {
    const wanted = { PasswordLength: 50, ExcludePunctuation: true, ExcludeCharacters: 'abc' }
    const { RandomPassword } = await client.send(new GetRandomPasswordCommand(wanted))
    expect(RandomPassword).toMatch(/^[A-Zd-z0-9]{50}$/)
  })
})
