import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findOperation, type ServiceParts } from './operations.ts'
import { InputFields } from './read-input.ts'
import { type InvokeRotation, type RotationOutcome, Rotations } from './rotation.ts'
import { ServiceError } from './service-error.ts'
import type { SecretStore } from './store.ts'
import { type SigningCredentials, verifySignature } from './verify-signature.ts'

/** A value has 64 KB at most; base64 and JSON escapes make it longer. */
const LARGEST_BODY = 1_048_576

export interface SecretsEndpointOptions {
  store: SecretStore
  /** Loopback only: the functions run on this computer. */
  host: '127.0.0.1'
  /** 0 picks a free one. */
  port: number
  /** The only ones whose signatures are accepted. */
  credentials: SigningCredentials
  region: string
  account: string
  invokeRotation: InvokeRotation
  /** Told after each rotation, failed ones too: RotateSecret itself has long been answered then. */
  onRotated?: (outcome: RotationOutcome) => void
  /** Told of faults of the endpoint itself, which the client only sees as InternalServiceError. */
  onFault?: (error: unknown) => void
  clock?: { now(): number }
}

export interface SecretsEndpoint {
  /** For AWS_ENDPOINT_URL_SECRETS_MANAGER. */
  url: string
  port: number
  /** Starts a rotation, or attempts an incomplete one again. Without an id: the store's only secret. */
  startRotation(secretId?: string): Promise<{ newVersionId: string; resumed: boolean }>
  /** Resolves when no rotation is at work. */
  settleRotations(): Promise<void>
  /** Stops listening and cuts open connections. Rotations at work are not waited for. */
  close(): Promise<void>
}

/**
 * A local Secrets Manager: the AWS JSON 1.1 protocol with signed requests, over the given store.
 * @throws the server's error when it cannot listen.
 */
export async function startSecretsEndpoint(options: SecretsEndpointOptions): Promise<SecretsEndpoint> {
  const { store, region, account, invokeRotation, onRotated } = options
  const clock = options.clock ?? { now: Date.now }
  const now = () => new Date(clock.now())
  const lambdaArn = `arn:aws:lambda:${region}:${account}:function:rotation`
  const rotations = new Rotations({ store, invokeRotation, onRotated, now, lambdaArn })
  const scope = () => ({ credentials: options.credentials, region, service: 'secretsmanager', now: clock.now() })
  const server = createServer((request, response) => {
    void answer(request, response, { store, rotations, now }, scope(), options.onFault)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host}:${port}`,
    port,
    startRotation: async (secretId) => rotations.startOrResume(secretId ?? onlySecret(store)),
    settleRotations: () => rotations.settle(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ServiceParts,
  scope: Parameters<typeof verifySignature>[1],
  onFault: ((error: unknown) => void) | undefined,
): Promise<void> {
  try {
    const body = await readBody(request)
    verifySignature({ method: request.method ?? '', url: request.url ?? '/', headers: request.headers, body }, scope)
    const operation = findOperation(request.headers['x-amz-target'])
    send(response, 200, await operation(parts, new InputFields(body)))
  } catch (error) {
    if (!(error instanceof ServiceError)) onFault?.(error)
    const refusal =
      error instanceof ServiceError
        ? error
        : new ServiceError('InternalServiceError', 'An error occurred on the server side.', 500)
    send(response, refusal.status, { __type: refusal.type, Message: refusal.message, message: refusal.message })
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'Cache-Control': 'no-store',
    'x-amzn-RequestId': randomUUID(),
  })
  response.end(JSON.stringify(body))
}

/** Reads to the end even when it is too much, for leaving early would cut the connection before the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST_BODY) chunks.push(chunk)
  }
  if (size <= LARGEST_BODY) return Buffer.concat(chunks)
  throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', 413)
}

function onlySecret(store: SecretStore): string {
  const [secret, ...others] = store.list()
  if (secret && others.length === 0) return secret.arn
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}
