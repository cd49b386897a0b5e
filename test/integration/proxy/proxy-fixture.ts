import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise'
import type { ProxySettings } from '../../../src/settings/settings.ts'
import { ensureCertificates } from '../../../src/targets/local/certificates.ts'
import {
  type Credentials,
  type LogEntry,
  type ProxyOptions,
  type RunningProxy,
  type SecretSource,
  startProxy,
} from '../../../src/targets/local/proxy/index.ts'
import type { RealDatabase } from '../real-database.ts'

export const usualSettings: ProxySettings = {
  maxConnectionsPercent: 100,
  maxIdleConnectionsPercent: 50,
  borrowTimeout: 5,
  idleClientTimeout: 1800,
  requireTls: true,
  pinningFilter: 'none',
  initQuery: '',
}

/** A secret that a test can change. */
export class TestSecret implements SecretSource {
  credentials: Credentials
  reads = 0
  private readonly listeners = new Set<() => void>()

  constructor(credentials: Credentials) {
    this.credentials = credentials
  }

  async current(): Promise<Credentials> {
    this.reads += 1
    return this.credentials
  }

  watch(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Moves AWSCURRENT, and tells it unless `silently`. */
  change(password: string, { silently = false } = {}): void {
    const versionId = `v${Number(this.credentials.versionId.slice(1)) + 1}`
    this.credentials = { ...this.credentials, password, versionId }
    if (!silently) for (const listener of this.listeners) listener()
  }
}

export interface ProxyFixture {
  proxy: RunningProxy
  secret: TestSecret
  log: LogEntry[]
  ca: string
  /** A client with the secret's password, over TLS; closed with the fixture. */
  connect(options?: ConnectionOptions): Promise<Connection>
  stop(): Promise<void>
}

type FixtureOptions = Omit<Partial<ProxyOptions>, 'settings'> & { settings?: Partial<ProxySettings> }

/** Starts the stand-in in front of a real server, with a pool of 5 unless told otherwise. */
export async function startFixture(database: RealDatabase, options: FixtureOptions = {}): Promise<ProxyFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'))
  const { caFile, cert, key } = await ensureCertificates(folder)
  const ca = await readFile(caFile, 'utf8')
  const secret = new TestSecret({ username: database.user, password: database.password, versionId: 'v1' })
  const log: LogEntry[] = []
  const proxy = await startProxy({
    listen: { host: '127.0.0.1', port: 0 },
    tls: { cert, key },
    server: { socketPath: database.socketPath },
    secret,
    maxConnections: 5,
    log: (entry) => log.push(entry),
    ...options,
    settings: { ...usualSettings, ...options.settings },
  })
  const open = new Set<Connection>()
  return {
    proxy,
    secret,
    log,
    ca,
    async connect(more = {}) {
      const connection = await createConnection({
        host: '127.0.0.1',
        port: proxy.port,
        user: secret.credentials.username,
        password: secret.credentials.password,
        ssl: { ca },
        ...more,
      })
      // mysql2 throws an error that nobody asked for otherwise.
      connection.on('error', () => undefined)
      open.add(connection)
      return connection
    },
    async stop() {
      for (const connection of open) connection.destroy()
      await proxy.close(false)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Does something with a stand-in of its own, which is stopped afterwards whatever comes of it. */
export async function withFixture(
  database: RealDatabase,
  options: FixtureOptions,
  work: (fixture: ProxyFixture) => Promise<void>,
): Promise<void> {
  const fixture = await startFixture(database, options)
  try {
    await work(fixture)
  } finally {
    await fixture.stop()
  }
}

/** The reasons for which sessions were pinned while `work` ran, one for each session, in order of the alphabet. */
export async function listPins(fixture: ProxyFixture, work: () => Promise<unknown>): Promise<string[]> {
  const countAll = () => fixture.proxy.status().pins.map((pin) => ({ ...pin, key: `${pin.reason} ${pin.digest}` }))
  const before = new Map(countAll().map(({ key, count }) => [key, count]))
  await work()
  const added = countAll().flatMap(({ key, reason, count }) =>
    Array<string>(count - (before.get(key) ?? 0)).fill(reason),
  )
  return added.sort()
}

/** Waits until `condition` holds; fails after 10 s. */
export async function waitUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`)
    await wait(5)
  }
}
