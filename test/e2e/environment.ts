import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import type { RecordedReceipt, RecordedRequest } from '../../handler/contract.ts'
import { connectControl } from '../../src/targets/local/control/client.ts'
import { type LocalPaths, localPaths } from '../../src/targets/local/paths.ts'
import type { EnvironmentStatus } from '../../src/targets/target-status.ts'
import type { DatabaseLogin } from '../integration/handler/real-parts.ts'
import { Project } from './program.ts'
import { type RawAnswer, type RawRequest, sendRaw } from './raw-http.ts'

/** Most bytes of a body in an answer of the query function; larger ones are read from the database itself. */
const largestShown = 3_500_000

/** A local environment that the program itself started in a folder of its own. */
export class Environment {
  readonly project: Project
  readonly port: number
  readonly url: string
  readonly paths: LocalPaths

  private constructor(project: Project, url: string) {
    this.project = project
    this.url = url
    this.port = Number(new URL(url).port)
    this.paths = localPaths(project.folder, 'local')
  }

  /** @param args more flags for `init` */
  static async start(args: readonly string[] = []): Promise<Environment> {
    const project = new Project()
    const init = ['init', '--yes', '--target', 'local', '--port', '0', ...args]
    const { url } = await project.ask<{ url?: string }>(init)
    if (!url) {
      await project.close()
      throw new Error('init did not start the environment')
    }
    return new Environment(project, url)
  }

  send(request: RawRequest): Promise<RawAnswer> {
    return sendRaw(this.port, request)
  }

  /** Sends a request that must be recorded and returns its receipt. @throws Error when the answer is not 201 */
  async record(request: RawRequest): Promise<RecordedReceipt> {
    const answer = await this.send(request)
    if (answer.status === 201) return answer.json()
    throw new Error(`${request.target.slice(0, 80)} was answered ${answer.status}: ${answer.body.toString()}`)
  }

  /** A row by its id, through the query function, with its whole body. */
  async readRow(id: number): Promise<RecordedRequest & { bytes: Buffer }> {
    const { requests } = await connectControl(this.paths.controlSocket, this.paths.logs).query({
      ...{ operation: 'list-requests', limit: 1, before: id + 1 },
      maxBodyBytes: largestShown,
    })
    const row = requests[0]
    if (row?.id !== id) throw new Error(`There is no row ${id}`)
    return { ...row, bytes: Buffer.from(row.body.content, row.body.encoding) }
  }

  /** A body as the database's tables hold it, whatever its size. */
  async readStoredBody(id: number): Promise<Buffer> {
    const [row] = await this.sql<{ body: Buffer | null }>('SELECT body FROM webhook.requests WHERE id = ?', [id])
    if (row?.body) return row.body
    const where = "WHERE request = ? AND field = 'body' ORDER BY seq"
    const parts = await this.sql<{ bytes: Buffer }>(`SELECT bytes FROM webhook.request_parts ${where}`, [id])
    return Buffer.concat(parts.map(({ bytes }) => bytes))
  }

  async countRows(): Promise<number> {
    const [row] = await this.sql<{ rows: number }>('SELECT COUNT(*) AS `rows` FROM webhook.requests')
    return Number(row?.rows)
  }

  /** Runs one statement at the database itself, past the proxy, with the secret's user and password. */
  async sql<Row>(statement: string, values: readonly (string | number)[] = []): Promise<Row[]> {
    const connection = await createConnection({ socketPath: await this.#readAddress('database'), ...this.readSecret() })
    try {
      const [rows] = await connection.query(statement, [...values])
      return rows as Row[]
    } finally {
      connection.destroy()
    }
  }

  status(): Promise<EnvironmentStatus> {
    return this.project.ask(['status'])
  }

  /** User and password of AWSCURRENT, from the file of the secret. */
  readSecret(): { user: string; password: string } {
    const file = JSON.parse(readFileSync(this.paths.secret, 'utf8'))
    const versions: { stages: string[]; content: { string: string } }[] = file.secrets[0].versions
    const current = versions.find(({ stages }) => stages.includes('AWSCURRENT'))
    const { username: user, password } = JSON.parse(current?.content.string ?? '{}')
    return { user, password }
  }

  /** What a function needs to connect to the proxy. */
  async readProxyLogin(): Promise<DatabaseLogin> {
    const address = await this.#readAddress('proxy')
    return {
      ...this.readSecret(),
      port: Number(address.split(':').at(-1)),
      authority: readFileSync(join(this.paths.certificates, 'ca.pem'), 'utf8'),
    }
  }

  /** The whole log of one part, such as `proxy`. @throws Error when there is none */
  readLog(part: string): string {
    const names = readdirSync(this.paths.logs).filter((name) => name.startsWith(`${part}.log`))
    if (names.length === 0) throw new Error(`There is no log of ${part}`)
    return names.map((name) => readFileSync(join(this.paths.logs, name), 'utf8')).join('')
  }

  close(): Promise<void> {
    return this.project.close()
  }

  /** Where a part listens. @throws Error when it does not */
  async #readAddress(part: 'proxy' | 'database'): Promise<string> {
    const { components } = await connectControl(this.paths.controlSocket, this.paths.logs).status()
    const address = components.find(({ name }) => name === part)?.address
    if (!address) throw new Error(`The ${part} has no address`)
    return address
  }
}
