import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type RealDatabase, startRealDatabase } from '../integration/real-database.ts'
import { makeTestCertificates, type TestCertificates } from '../integration/test-certificates.ts'
import { type ProxyRequest, StandInProcess } from './stand-in-process.ts'

/** One step of a stack's operation, asked for before it is done. */
export interface StackStep {
  action: 'create' | 'update' | 'delete'
  /** CloudFormation type. */
  kind: string
  logicalId: string
  /** Name of the stack. */
  stack: string
}

/** Decides on a step once it may go on: the reason for which it fails, or nothing. */
export type DecideStep = (step: StackStep) => string | undefined | Promise<string | undefined>

interface DatabaseRequest {
  id: string
  user: string
  password: string
}

/**
 * What the emulator cannot be: it asks here for database servers and proxies, tells of changed secrets, and lets each
 * step of a stack be held back or refused. Listens on 127.0.0.1 only.
 */
export class OutsideWorld {
  /** By the instance's id. */
  readonly databases = new Map<string, RealDatabase>()
  /** By the proxy's name. */
  readonly proxies = new Map<string, StandInProcess>()
  decideStep: DecideStep = () => undefined
  readonly #region: string
  readonly #account: string
  readonly #server: Server
  readonly #folder: string
  readonly #certificates: TestCertificates
  readonly #answers: Record<string, (details: never) => Promise<object>> = {
    step: async (step: StackStep) => {
      const failure = await this.decideStep(step)
      return failure === undefined ? {} : { failure }
    },
    'start-database': (request: DatabaseRequest) => this.#startDatabase(request),
    'stop-database': ({ id }: { id: string }) => this.#stopDatabase(id),
    'set-password': async ({ id, user, password }: DatabaseRequest) => {
      await this.databases.get(id)?.query("SET PASSWORD FOR ?@'%' = PASSWORD(?)", [user, password])
      return {}
    },
    'start-proxy': (request: ProxyRequest) => this.#startProxy(request),
    'stop-proxy': ({ name }: { name: string }) => this.#stopProxy(name),
    'secret-changed': async ({ secretArn, text }: { secretArn: string; text: string }) => {
      const told = [...this.proxies.values()].filter((proxy) => proxy.secretArn === secretArn)
      await Promise.all(told.map((proxy) => proxy.changeSecret(text)))
      return {}
    },
  }

  private constructor(region: string, account: string, folder: string, certificates: TestCertificates) {
    this.#region = region
    this.#account = account
    this.#folder = folder
    this.#certificates = certificates
    this.#server = createServer(async (request, response) => {
      const answer = await this.#answer(request.url?.slice(1) ?? '', (await json(request)) as never)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  }

  static async start(region: string, account: string): Promise<OutsideWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'outside-'))
    const world = new OutsideWorld(region, account, folder, await makeTestCertificates(folder))
    world.#server.listen(0, '127.0.0.1')
    await once(world.#server, 'listening')
    return world
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  }

  /** Ends every server and proxy that is left, and forgets their data. */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.stop()))
    await Promise.all([...this.databases.values()].map((database) => database.stop()))
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #answer(what: string, details: never): Promise<object> {
    try {
      const answer = this.#answers[what]
      return answer ? await answer(details) : { failure: `The test knows no ${what}` }
    } catch (error) {
      // The emulator fails the resource with it, where the test sees it.
      return { failure: String(error) }
    }
  }

  /** The master user of an instance, who may do about everything but is not root. */
  async #startDatabase({ id, user, password }: DatabaseRequest): Promise<object> {
    // One that the emulator forgot; ids are made of the stack's name, so a second stack of that name has the same.
    await this.#stopDatabase(id)
    const database = await startRealDatabase(['--max-connections=60'])
    this.databases.set(id, database)
    await database.query("CREATE USER ?@'%' IDENTIFIED BY ?", [user, password])
    await database.query("GRANT ALL PRIVILEGES ON *.* TO ?@'%' WITH GRANT OPTION", [user])
    return { host: database.host, port: database.port }
  }

  async #stopDatabase(id: string): Promise<object> {
    const database = this.databases.get(id)
    this.databases.delete(id)
    await database?.stop()
    return {}
  }

  /** A proxy whose settings changed keeps its port; unlike AWS, its clients have to connect again. */
  async #startProxy(request: ProxyRequest): Promise<object> {
    const database = this.databases.get(request.database)
    if (!database) throw new Error(`There is no database ${request.database}`)
    const port = this.proxies.get(request.name)?.port ?? 0
    await this.#stopProxy(request.name)
    const proxy = await StandInProcess.start(request, {
      socketPath: database.socketPath,
      certificates: this.#certificates,
      folder: this.#folder,
      port,
      region: this.#region,
      // What ministack gives its functions.
      credentials: { accessKeyId: this.#account, secretAccessKey: 'test' },
    })
    this.proxies.set(request.name, proxy)
    return { host: 'localhost', port: proxy.port, authorityFile: this.#certificates.authority }
  }

  async #stopProxy(name: string): Promise<object> {
    const proxy = this.proxies.get(name)
    this.proxies.delete(name)
    await proxy?.stop()
    return {}
  }
}
