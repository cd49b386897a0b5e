import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds'
import { CreateBucketCommand, ListBucketsCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFakeAws } from '../../../fakes/aws/server.ts'
import { catchError } from './catch-error.ts'
import { makeClients } from './make-clients.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start()
})

afterEach(() => under.fake.close())

const dev = 'arn:aws:iam::123456789012:user/dev'

describe('faults', () => {
  it('F1 records each call with the permission that it needs', async () => {
    const { s3, cloudWatch, lambda } = makeClients(under.fake)
    await catchError(under.client.send(new DescribeStacksCommand({ StackName: 'x' })))
    const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] }
    const put = new PutBucketEncryptionCommand({ Bucket: 'b', ServerSideEncryptionConfiguration: encryption })
    await catchError(s3.send(put))
    await cloudWatch.send(new DescribeAlarmsCommand({}))
    await catchError(lambda.send(new InvokeCommand({ FunctionName: 'f' })))
    expect(under.fake.calls).toMatchObject([
      {
        service: 'cloudformation',
        operation: 'DescribeStacks',
        action: 'cloudformation:DescribeStacks',
        resource: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/x/*',
        accessKeyId: 'AKIDFAKE',
        error: 'ValidationError',
      },
      {
        operation: 'PutBucketEncryption',
        action: 's3:PutEncryptionConfiguration',
        resource: 'arn:aws:s3:::b',
        error: 'NoSuchBucket',
      },
      { service: 'monitoring', action: 'cloudwatch:DescribeAlarms', resource: '*' },
      { action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
    ])
    expect(under.fake.calls[2]).not.toHaveProperty('error')
  })

  it('F2 throttles the next calls as each service does', async () => {
    const { cloudWatch, ec2, lambda, s3, rds } = makeClients(under.fake)
    const calls: [operation: string, call: () => Promise<unknown>, code: string, status: number][] = [
      ['cloudformation:DescribeStacks', () => under.client.send(new DescribeStacksCommand({})), 'Throttling', 400],
      ['DescribeDBInstances', () => rds.send(new DescribeDBInstancesCommand({})), 'Throttling', 400],
      ['ec2:DescribeVpcs', () => ec2.send(new DescribeVpcsCommand({})), 'RequestLimitExceeded', 503],
      ['DescribeAlarms', () => cloudWatch.send(new DescribeAlarmsCommand({})), 'ThrottlingException', 400],
      ['lambda:ListFunctions', () => lambda.send(new ListFunctionsCommand({})), 'TooManyRequestsException', 429],
      ['ListBuckets', () => s3.send(new ListBucketsCommand({})), 'SlowDown', 503],
    ]
    for (const [operation, call, name, status] of calls) {
      under.fake.faults.throttle(operation)
      expect(await catchError(call())).toMatchObject({ name, status })
      await call()
    }
  })

  it('F2 lets a client through that tries again', async () => {
    under.fake.faults.throttle('cloudformation:DescribeStacks')
    const { cloudFormation } = makeClients(under.fake, { maxAttempts: 2 })
    const { $metadata } = await cloudFormation.send(new DescribeStacksCommand({}))
    expect($metadata.attempts).toBe(2)
  })

  it('F3 refuses an operation in the words of AWS, until it is allowed', async () => {
    const { cloudWatch, ec2, lambda, s3 } = makeClients(under.fake)
    const calls: [action: string, call: () => Promise<unknown>, code: string, resource: string][] = [
      ['cloudformation:DescribeStacks', () => under.client.send(new DescribeStacksCommand({})), 'AccessDenied', '*'],
      ['ec2:DescribeVpcs', () => ec2.send(new DescribeVpcsCommand({})), 'UnauthorizedOperation', '*'],
      ['cloudwatch:DescribeAlarms', () => cloudWatch.send(new DescribeAlarmsCommand({})), 'AccessDeniedException', '*'],
      ['lambda:ListFunctions', () => lambda.send(new ListFunctionsCommand({})), 'AccessDeniedException', '*'],
      [
        's3:CreateBucket',
        () => s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' })),
        'AccessDenied',
        '"arn:aws:s3:::a-bucket"',
      ],
    ]
    for (const [action, call, name, resource] of calls) {
      under.fake.faults.refuse(action)
      const error = await catchError(call())
      expect(error.name).toBe(name)
      expect(error.message).toContain(
        `User: ${dev} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      )
      under.fake.faults.allow(action)
      await call()
    }
  })

  it('F3 refuses an operation on one resource only', async () => {
    const { s3 } = makeClients(under.fake)
    under.fake.faults.refuse('s3:CreateBucket', 'arn:aws:s3:::mine')
    await s3.send(new CreateBucketCommand({ Bucket: 'yours' }))
    expect((await catchError(s3.send(new CreateBucketCommand({ Bucket: 'mine' })))).name).toBe('AccessDenied')
  })

  it('F4 lets a resource fail with the given reason, once, and take the given time', async () => {
    under.fake.faults.failResource('Beside', 'delete', 'Somebody holds it.')
    under.fake.faults.delayResource('First', 'create', 500)
    await under.begin()
    under.fake.advance(509)
    expect(under.status).toBe('CREATE_IN_PROGRESS')
    under.fake.advance(1)
    expect(under.status).toBe('CREATE_COMPLETE')
    expect(await under.delete()).toBe('DELETE_FAILED')
    expect(await under.readLines()).toContain('Beside DELETE_FAILED Somebody holds it.')
    expect(await under.delete()).toBe('DELETE_COMPLETE')
  })

  it('F6 cuts connections, and a client that tries again gets through', async () => {
    under.fake.faults.disconnect('cloudformation:DescribeStacks')
    const cut = await catchError(under.client.send(new DescribeStacksCommand({})))
    expect(`${cut.name} ${cut.message}`).toMatch(/ECONNRESET|socket hang up|TimeoutError/)
    under.fake.faults.disconnect('cloudformation:DescribeStacks')
    const { cloudFormation } = makeClients(under.fake, { maxAttempts: 2 })
    expect((await cloudFormation.send(new DescribeStacksCommand({}))).Stacks).toEqual([])
  })

  it('F5 lets time pass only when it is told to', async () => {
    await under.begin()
    const before = await under.readEvents()
    expect(await under.readEvents()).toEqual(before)
    under.fake.advance(1000)
    expect((await under.readEvents()).length).toBeGreaterThan(before.length)
  })

  it('F5 gives equal histories for equal requests', async () => {
    const other = await StackUnderTest.start()
    await under.deploy()
    await other.deploy()
    await other.fake.close()
    expect(under.stack.events.length).toBeGreaterThan(10)
    expect(other.stack.events.map(({ at, logicalId, status }) => [at, logicalId, status])).toEqual(
      under.stack.events.map(({ at, logicalId, status }) => [at, logicalId, status]),
    )
  })

  it('F5 runs many times faster than the computer where that is wanted', async () => {
    const startedAt = performance.now()
    const fast = await startFakeAws({ speed: 1_000_000, start: 0 })
    await makeClients(fast).sts.send(new GetCallerIdentityCommand({}))
    const [call] = fast.calls
    expect(call?.at).toBeGreaterThan(performance.now() - startedAt)
    expect(fast.clock.now()).toBeGreaterThan(call?.at ?? Number.POSITIVE_INFINITY)
    await fast.close()
  })
})
