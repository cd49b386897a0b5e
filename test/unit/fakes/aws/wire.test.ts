import { DescribeStacksCommand, DetectStackDriftCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { HeadBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeIdentity } from '../../../fakes/aws/identities.ts'
import { catchError } from './catch-error.ts'
import type { ConnectOptions } from './connect.ts'
import { makeClients } from './make-clients.ts'
import { makeTemplate, plainKind } from './small-template.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start({
    identities: {
      AKIDFAKE: makeIdentity('arn:aws:iam::123456789012:user/dev'),
      AKIDOLD: makeIdentity('arn:aws:sts::123456789012:assumed-role/dev/me', { expired: true }),
      AKIDOTHER: makeIdentity('arn:aws:iam::210987654321:user/other'),
    },
  })
})

afterEach(() => under.fake.close())

/** One call of each service, made with a key. */
function callEach(options: ConnectOptions): Record<string, Promise<unknown>> {
  const clients = makeClients(under.fake, options)
  return {
    cloudformation: clients.cloudFormation.send(new DescribeStacksCommand({})),
    ec2: clients.ec2.send(new DescribeVpcsCommand({})),
    lambda: clients.lambda.send(new ListFunctionsCommand({})),
    logs: clients.logs.send(new DescribeLogGroupsCommand({})),
    monitoring: clients.cloudWatch.send(new DescribeAlarmsCommand({})),
    rds: clients.rds.send(new DescribeDBInstancesCommand({})),
    s3: clients.s3.send(new ListBucketsCommand({})),
    secretsmanager: clients.secretsManager.send(new ListSecretsCommand({})),
    sts: clients.sts.send(new GetCallerIdentityCommand({})),
  }
}

async function nameErrors(options: ConnectOptions): Promise<Record<string, string>> {
  const named = Object.entries(callEach(options)).map(async ([service, call]) => [
    service,
    (await catchError(call)).name,
  ])
  return Object.fromEntries(await Promise.all(named))
}

describe('the wire', () => {
  it('W1 goes by the signature: service, account and region', async () => {
    await Promise.all(Object.values(callEach({})))
    await under.deploy()
    const elsewhere = makeClients(under.fake, { region: 'us-west-2' }).cloudFormation
    const other = makeClients(under.fake, { accessKeyId: 'AKIDOTHER' }).cloudFormation
    for (const client of [elsewhere, other]) {
      const { Stacks } = await client.send(new DescribeStacksCommand({}))
      expect(Stacks).toEqual([])
    }
    expect((await under.client.send(new DescribeStacksCommand({}))).Stacks).toHaveLength(1)
  })

  it('W1 takes the signature of a presigned URL', async () => {
    const scope = 'AKIDFAKE/20261123/eu-west-1/s3/aws4_request'
    const answer = await fetch(`${under.fake.url}/?X-Amz-Credential=${encodeURIComponent(scope)}`)
    expect(await answer.text()).toContain('<ListAllMyBucketsResult')
  })

  it.each([
    {
      what: 'query',
      body: 'Action=DescribeStacks&Version=2010-05-15',
      code: 'MissingAuthenticationToken',
      status: 403,
    },
    { what: 'EC2', body: 'Action=DescribeVpcs&Version=2016-11-15', code: 'MissingAuthenticationToken', status: 403 },
    {
      what: 'JSON',
      target: 'secretsmanager.ListSecrets',
      body: '{}',
      code: 'MissingAuthenticationTokenException',
      status: 400,
    },
    { what: 'S3', body: '', code: 'AccessDenied', status: 403 },
  ])('W2 refuses a request without a signature: $what', async ({ target, body, code, status }) => {
    const headers = target === undefined ? {} : { 'x-amz-target': target }
    const answer = await fetch(under.fake.url, { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(code)
    expect(under.fake.calls).toEqual([])
  })

  it('W3 refuses an access key that nobody has', async () => {
    expect(await nameErrors({ accessKeyId: 'AKIDNOBODY' })).toEqual({
      cloudformation: 'InvalidClientTokenId',
      ec2: 'AuthFailure',
      lambda: 'UnrecognizedClientException',
      logs: 'UnrecognizedClientException',
      monitoring: 'UnrecognizedClientException',
      rds: 'InvalidClientTokenId',
      s3: 'InvalidAccessKeyId',
      secretsmanager: 'UnrecognizedClientException',
      sts: 'InvalidClientTokenId',
    })
  })

  it('W4 refuses an identity whose session is over, until it is not', async () => {
    expect(await nameErrors({ accessKeyId: 'AKIDOLD' })).toEqual({
      cloudformation: 'ExpiredToken',
      ec2: 'RequestExpired',
      lambda: 'ExpiredTokenException',
      logs: 'ExpiredTokenException',
      monitoring: 'ExpiredTokenException',
      rds: 'ExpiredToken',
      s3: 'ExpiredToken',
      secretsmanager: 'ExpiredTokenException',
      sts: 'ExpiredToken',
    })
    const identity = under.fake.identities.AKIDOLD
    if (identity !== undefined) identity.expired = false
    await Promise.all(Object.values(callEach({ accessKeyId: 'AKIDOLD' })))
  })

  it('W5 keeps text as it is, both ways', async () => {
    const text = `<a href="x">&amp; 'é' \n\t "☃" 𝄞</a>`
    const template = makeTemplate({ Description: text })
    await under.deploy(template, { Tags: [{ Key: 'a&b', Value: '<"☃">' }] })
    const stack = await under.describe()
    expect(stack.Description).toBe(text)
    expect(stack.Tags).toEqual([{ Key: 'a&b', Value: '<"☃">' }])
  })

  it('W6 refuses what it does not know', async () => {
    const unknown = await catchError(under.client.send(new UpdateStackCommand({ StackName: 's' })))
    expect(unknown).toMatchObject({ name: 'InvalidAction', message: expect.stringContaining('UpdateStack') })
    const ignored = new DetectStackDriftCommand({ StackName: 's', LogicalResourceIds: ['First'] })
    const refused = await catchError(under.client.send(ignored))
    expect(refused).toMatchObject({ name: 'ValidationError', message: expect.stringContaining('LogicalResourceIds') })
    const { s3 } = makeClients(under.fake)
    const answer = await catchError(s3.send(new HeadBucketCommand({ Bucket: 'nothing-here' })))
    expect(answer.status).toBe(404)
  })

  it('W7 says when it is broken itself', async () => {
    await under.fake.close()
    const broken = {
      name: 'sts',
      answer() {
        throw new RangeError('a fault of the fake')
      },
    }
    under = await StackUnderTest.start({ defaultKind: plainKind })
    under.fake.services.unshift(broken)
    const error = await catchError(makeClients(under.fake).sts.send(new GetCallerIdentityCommand({})))
    expect(error).toMatchObject({ name: 'FakeAwsBroken', status: 418 })
    expect(error.message).toContain('RangeError: a fault of the fake')
  })
})
