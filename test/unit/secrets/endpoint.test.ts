import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { describe, expect, it } from 'vitest'
import { CREDENTIALS, startBench } from './running-endpoint.ts'

const TOKEN = '11111111-1111-4111-8111-111111111111'

describe('the endpoint, by the AWS SDK', () => {
  it('returns the current value by name, ARN and partial ARN', async () => {
    const { client, arn, store } = await startBench()
    for (const SecretId of ['db/admin', arn, arn.slice(0, -7)]) {
      const answer = await client.send(new GetSecretValueCommand({ SecretId }))
      expect(answer).toMatchObject({ ARN: arn, Name: 'db/admin', VersionStages: ['AWSCURRENT'] })
      expect(answer.VersionId).toBe(store.listVersions(arn).versions[0]?.versionId)
      expect(answer.CreatedDate).toBeInstanceOf(Date)
      expect(JSON.parse(answer.SecretString ?? '')).toMatchObject({ username: 'admin', engine: 'mysql' })
    }
  })

  it('puts a version, moves the labels and reads every one of them', async () => {
    const { client, arn } = await startBench()
    const first = await client.send(new GetSecretValueCommand({ SecretId: arn }))
    const put = await client.send(
      new PutSecretValueCommand({ SecretId: arn, ClientRequestToken: TOKEN, SecretString: 'two' }),
    )
    expect(put).toMatchObject({ ARN: arn, Name: 'db/admin', VersionId: TOKEN, VersionStages: ['AWSCURRENT'] })
    const previous = await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSPREVIOUS' }))
    expect(previous.VersionId).toBe(first.VersionId)
    const described = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    expect(described.VersionIdsToStages).toEqual({ [TOKEN]: ['AWSCURRENT'], [first.VersionId ?? '']: ['AWSPREVIOUS'] })
    expect(described).toMatchObject({ RotationEnabled: false })
    expect(described).not.toHaveProperty('LastRotatedDate')
    const byBoth = { SecretId: arn, VersionId: TOKEN, VersionStage: 'AWSCURRENT' }
    expect((await client.send(new GetSecretValueCommand(byBoth))).SecretString).toBe('two')
  })

  it('accepts the same token and content again, and refuses it with another content', async () => {
    const { client, arn, store } = await startBench()
    const request = { SecretId: arn, ClientRequestToken: TOKEN, SecretString: 'same' }
    await client.send(new PutSecretValueCommand(request))
    await client.send(new PutSecretValueCommand({ ...request, ClientRequestToken: TOKEN.replaceAll('1', '2') }))
    await client.send(new PutSecretValueCommand(request))
    expect(store.find(arn).versions).toHaveLength(3)
    expect((await client.send(new GetSecretValueCommand({ SecretId: arn }))).VersionId).toBe(TOKEN.replaceAll('1', '2'))
    await expect(client.send(new PutSecretValueCommand({ ...request, SecretString: 'other' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    })
  })

  it('keeps binary values', async () => {
    const { client, arn } = await startBench()
    const SecretBinary = new Uint8Array([0, 255, 10, 13])
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretBinary }))
    const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }))
    expect(answer.SecretBinary).toEqual(SecretBinary)
    expect(answer.SecretString).toBeUndefined()
  })

  it('lists versions in pages, deprecated ones only when asked', async () => {
    const { client, arn } = await startBench()
    for (const SecretString of ['two', 'three'])
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString }))
    const labelled = await client.send(new ListSecretVersionIdsCommand({ SecretId: arn }))
    expect(labelled.Versions?.map(({ VersionStages }) => VersionStages)).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']])
    const request = { SecretId: arn, IncludeDeprecated: true, MaxResults: 2 }
    const page = await client.send(new ListSecretVersionIdsCommand(request))
    expect(page.Versions).toHaveLength(2)
    const rest = await client.send(new ListSecretVersionIdsCommand({ ...request, NextToken: page.NextToken }))
    expect(rest.Versions).toHaveLength(1)
    expect(rest.NextToken).toBeUndefined()
  })

  it('makes random passwords', async () => {
    const { client } = await startBench()
    const request = new GetRandomPasswordCommand({ PasswordLength: 20, ExcludePunctuation: true })
    const [one, two] = await Promise.all([client.send(request), client.send(request)])
    expect(one.RandomPassword).toMatch(/^[A-Za-z0-9]{20}$/)
    expect(one.RandomPassword).not.toBe(two.RandomPassword)
  })

  it('says what is wrong by the error types of the service', async () => {
    const { client, arn } = await startBench()
    const current = (await client.send(new GetSecretValueCommand({ SecretId: arn }))).VersionId
    const get = (request: object) => client.send(new GetSecretValueCommand({ SecretId: arn, ...request }))
    await expect(get({ SecretId: 'other' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      $metadata: { httpStatusCode: 400 },
    })
    await expect(get({ VersionStage: 'AWSPENDING' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(get({ VersionId: TOKEN })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(get({ VersionId: current, VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    })
    const put = new PutSecretValueCommand({ SecretId: arn, ClientRequestToken: 'short', SecretString: 'x' })
    await expect(client.send(put)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    const move = new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: TOKEN,
    })
    await expect(client.send(move)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' })
  })
})

describe('signatures', () => {
  const request = new GetSecretValueCommand({ SecretId: 'db/admin' })

  it('refuses a wrong secret key', async () => {
    const { connect } = await startBench()
    const client = connect({ credentials: { ...CREDENTIALS, secretAccessKey: 'wrong' } })
    await expect(client.send(request)).rejects.toMatchObject({ name: 'InvalidSignatureException' })
  })

  it('refuses an unknown access key', async () => {
    const { connect } = await startBench()
    const client = connect({ credentials: { ...CREDENTIALS, accessKeyId: 'SOMEBODYELSE' } })
    await expect(client.send(request)).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  })

  it('refuses another region', async () => {
    const { connect } = await startBench()
    await expect(connect({ region: 'eu-west-1' }).send(request)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
  })

  it('refuses a signature of more than five minutes ago', async () => {
    const { client } = await startBench(undefined, { now: () => Date.now() + 301_000 })
    await expect(client.send(request)).rejects.toMatchObject({ name: 'InvalidSignatureException' })
  })

  it('accepts a session token that is signed with the rest', async () => {
    const { connect, arn } = await startBench()
    const client = connect({ credentials: { ...CREDENTIALS, sessionToken: 'token' } })
    expect((await client.send(request)).ARN).toBe(arn)
  })

  it('refuses a request without any, and one whose body was changed after it was signed', async () => {
    const { endpoint, connect } = await startBench()
    const unsigned = await fetch(endpoint.url, { method: 'POST', body: '{"SecretId":"db/admin"}' })
    expect(unsigned.status).toBe(400)
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })

    let signed: { headers: Record<string, string> } | undefined
    const client = connect()
    client.middlewareStack.add(
      (next) => async (args) => {
        signed = args.request as { headers: Record<string, string> }
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    await client.send(request)
    const { 'content-length': _, ...headers } = signed?.headers ?? {}
    const replay = (body: string) => fetch(endpoint.url, { method: 'POST', headers, body })
    expect((await replay('{"SecretId":"db/admin"}')).status).toBe(200)
    const changed = await replay('{"SecretId":"db/other"}')
    expect(await changed.json()).toMatchObject({ __type: 'InvalidSignatureException' })
  })
})
