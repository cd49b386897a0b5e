import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { cleanEnvironment, programFile } from '../e2e/program.ts'
import type { TestCertificates } from '../integration/test-certificates.ts'

/** What CloudFormation was told of a proxy, in RDS's own names and units. */
export interface ProxyRequest {
  name: string
  /** Id of the instance behind it. */
  database: string
  secretArn: string
  /** Text of the secret's current version. */
  secret: string
  /** Whether clients log in with IAM tokens. */
  byToken: boolean
  requireTls: boolean
  idleClientTimeout: number
  pool: {
    MaxConnectionsPercent: number
    MaxIdleConnectionsPercent: number
    ConnectionBorrowTimeout: number
    SessionPinningFilters: string[]
    InitQuery?: string
  }
}

export interface StandInPlace {
  socketPath: string
  certificates: TestCertificates
  /** For the secret's file. */
  folder: string
  /** 0: any that is free. */
  port: number
  region: string
  /** With what functions sign their tokens. */
  credentials: { accessKeyId: string; secretAccessKey: string }
}

/** The project's own stand-in for RDS Proxy as a process: what really pools the connections of an emulated proxy. */
export class StandInProcess {
  readonly secretArn: string
  readonly port: number
  readonly #child: ChildProcess
  readonly #secretFile: string
  #secret: string

  private constructor(request: ProxyRequest, port: number, child: ChildProcess, secretFile: string) {
    this.secretArn = request.secretArn
    this.#secret = request.secret
    this.port = port
    this.#child = child
    this.#secretFile = secretFile
  }

  /** Text of the secret that it was told of last. */
  get secret(): string {
    return this.#secret
  }

  /** @throws Error with what it printed when it does not begin to listen */
  static async start(request: ProxyRequest, place: StandInPlace): Promise<StandInProcess> {
    const secretFile = join(place.folder, `${request.name}.json`)
    await writeSecret(secretFile, request.secret)
    const { accessKeyId, secretAccessKey } = place.credentials
    const env = cleanEnvironment({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey })
    const child = spawn(process.execPath, [programFile, 'proxy', ...describeFlags(request, place, secretFile)], { env })
    return new StandInProcess(request, await readPort(child), child, secretFile)
  }

  /** The proxy looks at its secret's file twice a second, as RDS Proxy learns of a new version after a while. */
  changeSecret(text: string): Promise<void> {
    this.#secret = text
    return writeSecret(this.#secretFile, text)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await ended
  }
}

function writeSecret(file: string, text: string): Promise<void> {
  return writeFile(file, text, { mode: 0o600 })
}

function describeFlags({ pool, ...request }: ProxyRequest, place: StandInPlace, secretFile: string): string[] {
  const values = {
    listen: `127.0.0.1:${place.port}`,
    server: place.socketPath,
    secret: secretFile,
    'tls-cert': place.certificates.certificate,
    'tls-key': place.certificates.key,
    'client-auth': request.byToken ? 'iam' : 'secret',
    region: place.region,
    'idle-client-timeout': String(request.idleClientTimeout),
    'max-connections-percent': String(pool.MaxConnectionsPercent),
    'max-idle-connections-percent': String(pool.MaxIdleConnectionsPercent),
    'borrow-timeout': String(pool.ConnectionBorrowTimeout),
    'pinning-filter': pool.SessionPinningFilters.length > 0 ? 'exclude-variable-sets' : 'none',
    ...(pool.InitQuery ? { 'init-query': pool.InitQuery } : {}),
  }
  const flags = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])
  return [...flags, request.requireTls ? '--require-tls' : '--no-require-tls']
}

async function readPort(child: ChildProcess): Promise<number> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('The stand-in has no output')
  let errors = ''
  stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const line = await new Promise<string>((resolve) => {
    createInterface(stdout).once('line', resolve)
    child.once('close', () => resolve(errors))
  })
  const port = Number(/^Listening on 127\.0\.0\.1:(\d+) /.exec(line)?.[1])
  if (!port) throw new Error(`The stand-in does not listen: ${line}`)
  return port
}
