import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeAws } from '../../../../fakes/aws/server.ts'
import { FakeServiceError } from '../../../../fakes/aws/service.ts'
import { listInterfaces } from '../../../../fakes/aws/state/network-interfaces.ts'
import { deployStack, reach, readOutputs, startWithCode } from '../whole-stack.ts'

let aws: FakeAws
let client: LambdaClient
let FunctionName: string

beforeEach(async () => {
  aws = await startWithCode()
  client = new LambdaClient(reach(aws))
  await deployStack(aws)
  FunctionName = (await readOutputs(aws)).QueryFunctionName ?? ''
})

afterEach(() => aws.close())

const invoke = async (input: object = {}) => {
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: '{"kind":"count"}', ...input }))
  return { ...answer, payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString() || 'null') }
}

describe('an invocation', () => {
  it('L1 runs what the test gives for the function', async () => {
    aws.account.implementations.push({ match: 'Query', run: (event, { name }) => ({ event, name }) })
    const { StatusCode, FunctionError, payload } = await invoke()
    expect([StatusCode, FunctionError]).toEqual([200, undefined])
    expect(payload).toEqual({ event: { kind: 'count' }, name: FunctionName })
  })

  it('L2 tells a function’s error with its log', async () => {
    const run = () => {
      throw new TypeError('no rows')
    }
    aws.account.implementations.push({ match: 'Query', run })
    const { FunctionError, payload, LogResult } = await invoke({ LogType: 'Tail' })
    expect(FunctionError).toBe('Unhandled')
    expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'no rows' })
    expect(Buffer.from(LogResult ?? '', 'base64').toString()).toContain('Invoke Error')
  })

  it('L3 is refused with Lambda’s own errors', async () => {
    const run = () => {
      throw new FakeServiceError('TooManyRequestsException', 'Rate Exceeded.', 429)
    }
    aws.account.implementations.push({ match: 'Query', run })
    await expect(invoke()).rejects.toMatchObject({ name: 'TooManyRequestsException' })
    await expect(invoke({ FunctionName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:none',
    })
  })
})

describe('functions', () => {
  it('L4 are described, listed and tagged', async () => {
    const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName }))
    expect(Configuration).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      State: 'Active',
      Timeout: 30,
    })
    expect(Configuration?.VpcConfig?.SubnetIds).toHaveLength(2)
    expect(Tags).toMatchObject({ 'rds-proxy-webhook:environment': 'dev' })
    const listed = await client.send(new ListTagsCommand({ Resource: Configuration?.FunctionArn }))
    expect(listed.Tags).toEqual(Tags)
    const one = await client.send(new ListFunctionsCommand({ MaxItems: 2 }))
    const two = await client.send(new ListFunctionsCommand({ MaxItems: 2, Marker: one.NextMarker }))
    expect([one.Functions?.length, two.Functions?.length, two.NextMarker]).toEqual([2, 1, undefined])
  })

  it('L5 K5 leave their VPC over time, and their interfaces go later', async () => {
    const VpcConfig = { SubnetIds: [], SecurityGroupIds: [] }
    const detach = (name: string) =>
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, VpcConfig }))
    const ofFunctions = () => listInterfaces(aws.account).filter(({ type }) => type === 'lambda')
    expect(ofFunctions()).toHaveLength(2)
    for (const name of aws.account.functions.keys()) await detach(name)
    const read = () => client.send(new GetFunctionConfigurationCommand({ FunctionName }))
    expect(await read()).toMatchObject({ LastUpdateStatus: 'InProgress', VpcConfig: { VpcId: '', SubnetIds: [] } })
    await expect(detach(FunctionName)).rejects.toMatchObject({ name: 'ResourceConflictException' })
    aws.advance(30)
    expect((await read()).LastUpdateStatus).toBe('Successful')
    expect(ofFunctions()).toHaveLength(2)
    aws.advance(240)
    expect(ofFunctions()).toEqual([])
  })
})
