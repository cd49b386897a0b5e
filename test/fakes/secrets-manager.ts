import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'

/** A small Secrets Manager on loopback that speaks the JSON protocol; it knows one secret. */
export interface FakeSecretsManager {
  url: string
  secretId: string
  versions: Map<string, { text?: string; stages: string[] }>
  rotationEnabled: boolean
  /** Names of the operations that were called, in order. */
  calls: string[]
  current(): { versionId: string; text: string }
  /** Begins a rotation as RotateSecret does: a version that is pending and has no text. */
  begin(): string
  close(): void
}

interface Input {
  VersionId?: string
  VersionStage?: string
  ClientRequestToken?: string
  SecretString?: string
  MoveToVersionId?: string
  RemoveFromVersionId?: string
  PasswordLength?: number
}

class Refusal extends Error {}

export async function startFakeSecretsManager(text: string): Promise<FakeSecretsManager> {
  const server = createServer(async (request, response) => {
    const respond = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    }
    try {
      respond(200, answer(fake, request, (await json(request)) as Input))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      respond(400, { __type: 'ResourceNotFoundException', Message: error.message })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const fake: FakeSecretsManager = {
    url: `http://127.0.0.1:${port}`,
    secretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:test-AbCdEf',
    versions: new Map([[randomUUID(), { text, stages: ['AWSCURRENT'] }]]),
    rotationEnabled: true,
    calls: [],
    current() {
      const [versionId, version] = find(fake, 'AWSCURRENT')
      return { versionId, text: version.text ?? '' }
    },
    begin() {
      const versionId = randomUUID()
      fake.versions.set(versionId, { stages: ['AWSPENDING'] })
      return versionId
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return fake
}

function find(fake: FakeSecretsManager, stage: string) {
  for (const entry of fake.versions) if (entry[1].stages.includes(stage)) return entry
  throw new Refusal(`no version with ${stage}`)
}

function answer(fake: FakeSecretsManager, request: IncomingMessage, input: Input): object {
  const operation = String(request.headers['x-amz-target']).replace('secretsmanager.', '')
  fake.calls.push(operation)
  switch (operation) {
    case 'GetSecretValue':
      return getValue(fake, input)
    case 'DescribeSecret':
      return {
        RotationEnabled: fake.rotationEnabled,
        VersionIdsToStages: Object.fromEntries([...fake.versions].map(([id, { stages }]) => [id, stages])),
      }
    case 'PutSecretValue':
      fake.versions.set(input.ClientRequestToken ?? '', { text: input.SecretString ?? '', stages: ['AWSPENDING'] })
      return {}
    case 'UpdateSecretVersionStage':
      return moveCurrent(fake, input)
    case 'GetRandomPassword':
      return { RandomPassword: randomBytes(64).toString('hex').slice(0, input.PasswordLength) }
    default:
      throw new Refusal(`no operation ${operation}`)
  }
}

function getValue(fake: FakeSecretsManager, { VersionId, VersionStage }: Input): object {
  const [id, version] = VersionId ? [VersionId, fake.versions.get(VersionId)] : find(fake, VersionStage ?? 'AWSCURRENT')
  const isStaged = !VersionStage || version?.stages.includes(VersionStage)
  if (!version?.text || !isStaged) throw new Refusal('no such version')
  return { VersionId: id, SecretString: version.text, VersionStages: version.stages }
}

function moveCurrent(fake: FakeSecretsManager, { MoveToVersionId, RemoveFromVersionId }: Input): object {
  const next = fake.versions.get(MoveToVersionId ?? '')
  const [id, current] = find(fake, 'AWSCURRENT')
  if (!next || id !== RemoveFromVersionId) throw new Refusal('not the current version')
  for (const version of fake.versions.values()) {
    version.stages = version.stages.filter((stage) => stage !== 'AWSPREVIOUS')
  }
  current.stages = ['AWSPREVIOUS']
  next.stages = ['AWSCURRENT', 'AWSPENDING']
  return {}
}
