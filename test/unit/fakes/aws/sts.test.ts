import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeAws, startFakeAws } from '../../../fakes/aws/server.ts'
import { connect } from './connect.ts'

let fake: FakeAws

beforeEach(async () => {
  fake = await startFakeAws()
})

afterEach(() => fake.close())

describe('STS', () => {
  it('T1 tells who has an access key', async () => {
    expect(await new STSClient(connect(fake)).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/dev',
    })
  })

  it('T2 gives the access key of a role', async () => {
    const role = 'arn:aws:iam::123456789012:role/some/path/deployer'
    const { Credentials, AssumedRoleUser } = await new STSClient(connect(fake)).send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me' }),
    )
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/deployer/me')
    expect(Credentials?.Expiration?.getTime()).toBe(fake.clock.now() + 3_600_000)
    const sts = new STSClient(connect(fake, { accessKeyId: Credentials?.AccessKeyId ?? '' }))
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(AssumedRoleUser?.Arn)
  })
})
