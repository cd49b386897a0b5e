import { describe, expect, it, vi } from 'vitest'
import { describeAwsError } from '../../../../../src/targets/aws/aws-errors/describe-aws-error.ts'
import { startAnsweringServer } from '../answering-server.ts'
import { useAwsConfiguration } from '../aws-configuration.ts'
import { makeEnvironment } from '../aws-environment.ts'

useAwsConfiguration({
  credentials: '[default]\naws_access_key_id = AKIDFAKE\naws_secret_access_key = fake-secret\n',
})

/** What is said when the answer to DescribeStacks or Invoke is this. */
async function describeAnswer(service: 'cloudFormation' | 'secretsManager', body: string, type: string) {
  const { url } = await startAnsweringServer(200, body, type)
  vi.stubEnv('AWS_ENDPOINT_URL', url)
  const env = makeEnvironment()
  const error = await (service === 'cloudFormation' ? describeStacks(env) : describeSecret(env)).catch((each) => each)
  return describeAwsError(error, env)
}

async function describeStacks({ clients }: ReturnType<typeof makeEnvironment>) {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  return (await clients.cloudFormation()).send(new DescribeStacksCommand({}))
}

async function describeSecret({ clients }: ReturnType<typeof makeEnvironment>) {
  const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  return (await clients.secretsManager()).send(new DescribeSecretCommand({ SecretId: 'x' }))
}

const wrap = (stack: string) =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`

describe('an answer that cannot be read', () => {
  it.each([
    ['cloudFormation', '<!DOCTYPE html><html><body>Sign in<br></body></html>', 'text/html'],
    ['cloudFormation', '<html><body>Well-formed, as an answer in XML is</body></html>', 'text/html; charset=utf-8'],
    ['secretsManager', '<html><body>Sign in</body></html>', 'application/octet-stream'],
  ] as const)('is not of AWS when it is a page: %s', async (service, body, type) => {
    expect(await describeAnswer(service, body, type)).toMatchObject({ name: 'AnswerNotFromAws' })
  })

  it.each([
    ['cloudFormation', wrap('<CreationTime>yesterday</CreationTime>'), 'text/xml', 'CloudFormation DescribeStacks'],
    ['cloudFormation', '<DescribeStacksResponse><Des', 'text/xml', 'CloudFormation DescribeStacks'],
    ['secretsManager', '{"Name": ', 'application/x-amz-json-1.1', 'SecretsManager DescribeSecret'],
    ['secretsManager', '{"CreatedDate": {}}', 'application/x-amz-json-1.1', 'SecretsManager DescribeSecret'],
  ] as const)('is told of with service and operation: %s %s', async (service, body, type, operation) => {
    const error = await describeAnswer(service, body, type)
    expect(error).toMatchObject({
      name: 'AnswerUnreadable',
      message: expect.stringMatching(new RegExp(`^The answer to ${operation} could not be read: .+\\.$`)),
      nextSteps: expect.arrayContaining(['rds-proxy-webhook status --env dev']),
    })
    expect((error as Error).message).not.toMatch(/Deserialization|\$response/)
  })
})
