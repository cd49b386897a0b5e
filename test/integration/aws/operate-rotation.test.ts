import { describe, expect, it } from 'vitest'
import { explainRotationAws, readSecretVersions, startRotationAws } from '../../../src/targets/aws/operate/rotation.ts'
import { useOperatedAccount } from './operated-environment.ts'

const given = useOperatedAccount()

describe("a secret of the environment's own", () => {
  it('is rotated by its function, and the current version stays until that is done', async () => {
    const account = given()
    const env = await account.make()
    const steps: string[] = []
    account.implement('Rotation', (event) => void steps.push((event as { Step: string }).Step))
    const before = await readSecretVersions(env)
    expect(before.versions).toHaveLength(1)
    const { newVersionId, clientsUse } = await startRotationAws(env)
    expect(clientsUse).toBe('password')
    account.aws.advance(60)
    const { versions } = await readSecretVersions(env)
    expect(versions.map(({ versionId, stages }) => [versionId, stages])).toEqual([
      [before.versions[0]?.versionId, ['AWSCURRENT']],
      [newVersionId, ['AWSPENDING']],
    ])
    expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
  })

  it('is followed when a rotation is under way already', async () => {
    const account = given()
    const env = await account.make()
    account.implement('Rotation', () => {
      throw new Error('not today')
    })
    const secret = account.aws.account.secrets.get(account.outputs().SecretArn)
    secret?.versions.set('unfinished', { stages: ['AWSPENDING'], createdAt: account.aws.clock.now() })
    expect(await startRotationAws(env)).toEqual({ clientsUse: 'password', newVersionId: 'unfinished' })
    const { versions } = await readSecretVersions(env)
    expect(versions.map(({ stages }) => stages)).toEqual([['AWSCURRENT'], ['AWSPENDING']])
  })

  it('says so when somebody switched its rotation off', async () => {
    const account = given()
    const env = await account.make()
    const secret = account.aws.account.secrets.get(account.outputs().SecretArn)
    if (secret) delete secret.rotation
    await expect(startRotationAws(env)).rejects.toMatchObject({ name: 'RotationNotSetUp' })
  })

  it('tells from the log why a rotation does not end', async () => {
    const account = given()
    const env = await account.make()
    const since = account.aws.clock.now()
    expect(await explainRotationAws(env, since)).toBeUndefined()
    const group = account.aws.account.logGroups.get(account.outputs().RotationLogGroup ?? '')
    const log = (timestamp: number, message: string) => group?.events.push({ stream: 's', timestamp, message })
    log(since - 60_000, '{"level":"error","message":"An older rotation","step":"setSecret"}')
    log(since + 1_000, '{"level":"info","message":"The step is done","step":"createSecret"}')
    log(since + 2_000, '{"level":"error","message":"The database refused the login","number":1045,"step":"setSecret"}')
    log(
      since + 2_001,
      'x\ty\tERROR\tInvoke Error\t{"errorType":"Error","errorMessage":"The database refused the login"}',
    )
    account.aws.advance(10)
    expect(await explainRotationAws(env, since)).toBe('setSecret: The database refused the login (1045)')
  })
})

describe('a password that RDS manages', () => {
  it('is rotated by RDS, and not a second time while it does', async () => {
    const account = given()
    const env = await account.make({ clientAuth: 'iam' })
    const before = await readSecretVersions(env)
    expect(before).toMatchObject({ state: 'active', versions: [{ stages: ['AWSCURRENT'] }] })
    expect(await startRotationAws(env)).toEqual({ clientsUse: 'token' })
    expect((await readSecretVersions(env)).state).toBe('rotating')
    await startRotationAws(env)
    expect(account.count('rds:ModifyDBInstance')).toBe(1)
    account.aws.advance(120)
    const after = await readSecretVersions(env)
    expect(after.state).toBe('active')
    expect(after.versions[0]?.versionId).not.toBe(before.versions[0]?.versionId)
  })
})
