import { randomBytes, randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { QueryAnswer, QueryRequest } from '../../../../handler/contract.ts'
import { Fault, Interrupted } from '../../../errors.ts'
import { type Emit, runStep } from '../../../events.ts'
import type { ComponentStatus } from '../../target-status.ts'
import { ensureCertificates } from '../certificates.ts'
import type { BackgroundStatus, ControlOperations } from '../control/operations.ts'
import { startDatabase } from '../database/server.ts'
import type { Deployed } from '../deployed.ts'
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway/gateway.ts'
import type { InvocationOutcome } from '../lambda/outcome.ts'
import { type LogFile, openLogFile } from '../log-file.ts'
import type { LocalPaths } from '../paths.ts'
import type { ProcessLedger } from '../process-ledger.ts'
import { type SecretsEndpoint, startSecretsEndpoint } from '../secrets/endpoint.ts'
import { openSecretSource } from '../secrets/secret-source.ts'
import { openSecretStore, type SecretStore } from '../secrets/store.ts'
import { type Functions, startFunctions } from './functions.ts'
import { DATABASE_NAME, DATABASE_USER, LOCAL_ACCOUNT, LOCAL_REGION, SECRET_NAME } from './identity.ts'
import { Keeper } from './keeper.ts'
import { type KeptDatabase, keepDatabase } from './kept-database.ts'
import { type ProxyThread, startProxyThread } from './proxy-thread.ts'
import { readAnswer } from './read-answer.ts'
import { startGatewayAgain } from './start-gateway-again.ts'

/** A server that is starting does not hear SIGTERM: once it is up it ends at once and in good order. */
const PATIENCE_MS = 3_000

export interface SupervisorOptions {
  paths: LocalPaths
  deployed: Deployed
  startedAt: string
  ledger: ProcessLedger
  emit: Emit
  log: (line: string) => void
}

/** All parts of one local environment, started in the order in which they need one another. */
export class Supervisor implements Omit<ControlOperations, 'stop'> {
  readonly #options: SupervisorOptions
  #gateway: RunningGateway | undefined
  #store: SecretStore | undefined
  #database: Keeper<KeptDatabase> | undefined
  #proxy: Keeper<ProxyThread> | undefined
  #secrets: SecretsEndpoint | undefined
  #functions: Functions | undefined
  #ready = false
  #stopping = false
  /** Aborted when a database that is to be stopped is not even up after a while. */
  readonly #impatience = new AbortController()

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /**
   * Starts everything. The gateway comes first: a port in use is found before anything is made.
   * @throws what the part that failed throws; `stop` must be called then.
   */
  async start(): Promise<{ url: string }> {
    const { url } = await this.#step(
      'gateway',
      () => this.#startGateway(),
      (gateway) => gateway.url,
    )
    await this.#step(
      'database',
      () => this.#startDatabase(),
      (database) => database.describe().detail ?? '',
    )
    await this.#step(
      'proxy',
      () => this.#startProxy(),
      ({ port }) => `127.0.0.1:${port}`,
    )
    await this.#step('functions', () => this.#startFunctions())
    await this.#step('check', () => this.query({ operation: 'count-requests' }))
    this.#ready = true
    return { url }
  }

  /** One step of the start; none begins any more once it is to be stopped. */
  #step<Result>(id: string, work: () => Promise<Result>, describe?: (result: Result) => string): Promise<Result> {
    if (this.#stopping) throw new Interrupted('It was stopped while it started.')
    return runStep(this.#options.emit, id, work, describe)
  }

  async status(): Promise<BackgroundStatus> {
    return {
      pid: process.pid,
      startedAt: this.#options.startedAt,
      url: this.#gateway?.url ?? '',
      ready: this.#ready,
      components: [
        ...listening('gateway', this.#gateway?.port),
        ...listening('secrets', this.#secrets?.port),
        ...[this.#proxy, this.#database].flatMap((keeper) => (keeper ? [keeper.status()] : [])),
      ],
      ...(this.#proxy?.isRunning ? { proxy: await this.#proxy.part.status() } : {}),
      functions: Object.values(this.#functions ?? {}).map((each) => each.status()),
      ...(this.#store ? describeSecret(this.#store) : {}),
    }
  }

  async query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>> {
    const outcome = await started(this.#functions).query.invoke(request)
    return readAnswer(outcome, join(this.#options.paths.logs, 'query.log'))
  }

  async startRotation(): Promise<{ newVersionId: string }> {
    return started(this.#secrets).startRotation()
  }

  async secretVersions() {
    return started(this.#store).listVersions(SECRET_NAME)
  }

  /** Stops what runs or is being started, clients first and the database last, so that nothing recorded is lost. */
  async stop(): Promise<void> {
    this.#stopping = true
    setTimeout(() => this.#impatience.abort(), PATIENCE_MS).unref()
    await this.#gateway?.close()
    await Promise.all(Object.values(this.#functions ?? {}).map((each) => each.stop()))
    await this.#proxy?.stop()
    await this.#secrets?.close()
    await this.#database?.stop()
  }

  async #startGateway(): Promise<RunningGateway> {
    const { environment, settings, lastPort } = this.#options.deployed
    const accessLog = this.#openLog('access')
    const options: GatewayOptions = {
      environment,
      host: '127.0.0.1',
      port: settings.port,
      throttling: settings.throttling,
      invoke: (event) => this.#functions?.webhook.invoke(event) ?? notStarted(),
      accessLog: (entry) => accessLog.write(JSON.stringify(entry)),
    }
    const again = settings.port === 0 && lastPort !== undefined
    this.#gateway = again ? await startGatewayAgain(options, lastPort) : await startGateway(options)
    return this.#gateway
  }

  async #startDatabase(): Promise<KeptDatabase> {
    const { paths, deployed, ledger, log } = this.#options
    const store = await this.#openStore()
    const start = async () => {
      const database = await startDatabase({
        program: deployed.program,
        dataDirectory: paths.database,
        runFolder: paths.run,
        logFile: join(paths.logs, 'database.log'),
        maxConnections: deployed.settings.databaseMaxConnections,
        admin: await openSecretSource(store, SECRET_NAME).current(),
        cacheFolder: paths.cache,
        passFolders: [paths.state, dirname(paths.run), paths.run],
        signal: this.#impatience.signal,
      })
      return keepDatabase(database, ledger)
    }
    this.#database = new Keeper({ name: 'database', start, log })
    return this.#database.start()
  }

  async #openStore(): Promise<SecretStore> {
    const store = await openSecretStore(this.#options.paths.secret)
    if (store.list().length === 0)
      await store.createDatabaseSecret({
        name: SECRET_NAME,
        username: DATABASE_USER,
        region: LOCAL_REGION,
        account: LOCAL_ACCOUNT,
      })
    this.#store = store
    return store
  }

  /** A proxy that is started again listens where its predecessor did: the functions know that port. */
  async #startProxy(): Promise<ProxyThread> {
    const { paths, deployed, log } = this.#options
    const { address, maxConnections } = started(this.#database).part
    const { cert, key } = await ensureCertificates(paths.certificates)
    const data = {
      ...{ tls: { cert, key }, server: address, settings: deployed.settings.proxy, maxConnections },
      logFile: join(paths.logs, 'proxy.log'),
    }
    const secret = openSecretSource(started(this.#store), SECRET_NAME)
    const start = (before?: ProxyThread) => startProxyThread({ ...data, port: before?.port ?? 0 }, secret)
    this.#proxy = new Keeper({ name: 'proxy', start, log })
    return this.#proxy.start()
  }

  /** The functions need the endpoint's address, and the endpoint calls the rotation function: so it is bound late. */
  async #startFunctions(): Promise<void> {
    const { paths, deployed, ledger, log } = this.#options
    const store = started(this.#store)
    const credentials = makeSigningCredentials()
    this.#secrets = await startSecretsEndpoint({
      ...{ store, credentials, host: '127.0.0.1', port: 0, region: LOCAL_REGION, account: LOCAL_ACCOUNT },
      invokeRotation: async (_arn, event) => {
        readAnswer(await started(this.#functions).rotation.invoke(event), join(paths.logs, 'rotation.log'))
      },
      onRotated: ({ versionId, error }) =>
        log(`Rotation to ${versionId} ${error ? `failed: ${error}` : 'is complete'}.`),
      onFault: (error) => log(`The secrets endpoint failed: ${error}`),
    })
    this.#functions = startFunctions({
      settings: deployed.settings,
      proxy: { port: started(this.#proxy).part.port, caFile: join(paths.certificates, 'ca.pem') },
      instance: started(this.#database).part.address,
      secrets: { url: this.#secrets.url, arn: store.find(SECRET_NAME).arn, ...credentials },
      databaseName: DATABASE_NAME,
      logs: { webhook: this.#openLog('webhook'), query: this.#openLog('query'), rotation: this.#openLog('rotation') },
      onProcess: (change) => ledger.record(change),
    })
  }

  #openLog(name: string): LogFile {
    return openLogFile(join(this.#options.paths.logs, `${name}.log`))
  }
}

/** Known to this environment's functions only: loopback is open to every user of the computer. */
function makeSigningCredentials() {
  return { accessKeyId: `LOCAL${randomBytes(8).toString('hex')}`, secretAccessKey: randomBytes(24).toString('base64') }
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Fault('A part of the environment was used before it was started.')
  return part
}

function listening(name: string, port: number | undefined): ComponentStatus[] {
  return port === undefined ? [] : [{ name, state: 'running', address: `127.0.0.1:${port}` }]
}

function describeSecret(store: SecretStore) {
  const current = store.listVersions(SECRET_NAME).versions[0]
  return current ? { secret: { versionId: current.versionId, changedAt: current.createdAt } } : {}
}

/** A request that comes while the environment starts: HTTP APIs answer a function that cannot be reached with 503. */
async function notStarted(): Promise<InvocationOutcome> {
  const message = 'The function is not started yet.'
  return { kind: 'could-not-start', requestId: randomUUID(), errorType: 'Function.NotStarted', errorMessage: message }
}
