import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { QueryAnswer, QueryRequest } from '../../../handler/contract.ts'
import { ExitCode, Fault, UserError } from '../../errors.ts'
import { runStep } from '../../events.ts'
import type { ResolvedSettings } from '../../settings/resolve.ts'
import type { EnvironmentSettings, LocalSettings } from '../../settings/settings.ts'
import type { Deployment, SecretVersions, StartedRotation, Target, WorkContext } from '../target.ts'
import type { Destruction, Loss } from '../target-destruction.ts'
import type { Plan } from '../target-plan.ts'
import type { EnvironmentStatus } from '../target-status.ts'
import { chooseServer } from './choose-server.ts'
import { connectControl, NobodyListens } from './control/client.ts'
import type { ControlOperations } from './control/operations.ts'
import { describeProgram } from './database/server-program.ts'
import { deleteEnvironment, listContents } from './delete-environment.ts'
import { type Deployed, findBackground, readDeployed, wasKilled, writeDeployed } from './deployed.ts'
import { withOperationLock } from './operation-lock.ts'
import { describeStorageError, type LocalPaths, localPaths, makeFolders } from './paths.ts'
import { planLocal } from './plan.ts'
import { recover } from './recover.ts'
import { startBackground } from './start-background.ts'
import { describeStatus } from './status.ts'
import { DEPLOY_STEPS } from './steps.ts'
import { stopBackground } from './stop-background.ts'

/** A status is wanted at once, above all when the database is in trouble. */
const COUNT_TIMEOUT_MS = 3_000

/** A background process that says nothing for this long, on a busy computer too, will not say anything. */
const SILENCE_MS = 10_000

export interface LocalOptions {
  projectFolder: string
  environment: string
  isDefault: boolean
  /** Install a database server when none is found. */
  installDatabase: boolean
}

/** The environment on this computer: a background process, its functions and a database server of its own. */
export class LocalTarget implements Target {
  readonly kind = 'local' as const
  readonly environment: string
  readonly isDefault: boolean
  readonly #options: LocalOptions
  readonly #paths: LocalPaths

  constructor(options: LocalOptions) {
    this.environment = options.environment
    this.isDefault = options.isDefault
    this.#options = options
    this.#paths = localPaths(options.projectFolder, options.environment)
  }

  async plan(settings: EnvironmentSettings): Promise<Plan> {
    return planLocal(this.environment, expectLocal(settings))
  }

  async deploy(resolved: ResolvedSettings, context: WorkContext): Promise<Deployment> {
    const wanted = { settings: expectLocal(resolved.settings), sources: resolved.sources }
    const began = performance.now()
    makeFolders(this.#paths)
    const { outcome, url } = await this.#changing('deploy', () => this.#apply(wanted, context))
    return {
      environment: this.environment,
      target: this.kind,
      url,
      outcome,
      durationMs: Math.round(performance.now() - began),
    }
  }

  async status(): Promise<EnvironmentStatus> {
    const identity = { environment: this.environment, target: this.kind } as const
    const deployed = readDeployed(this.#paths)
    if (!deployed) return { ...identity, state: 'missing', components: [] }
    const { settings, sources } = deployed
    const background = await this.#ask((control) => control.status())
    if (!background) return { ...identity, state: 'stopped', ...this.#explainStop(), settings, sources, components: [] }
    return { ...identity, settings, sources, ...describeStatus(background, await this.#countRows()) }
  }

  async url(): Promise<string> {
    return (await this.#control((control) => control.status())).url
  }

  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>> {
    return this.#control((control) => control.query(request))
  }

  async startRotation(): Promise<StartedRotation> {
    const { newVersionId } = await this.#control((control) => control.startRotation())
    return { newVersionId, clientsUse: 'password' }
  }

  secretVersions(): Promise<SecretVersions> {
    return this.#control((control) => control.secretVersions())
  }

  async loss(): Promise<Loss> {
    if (!existsSync(this.#paths.state)) throw this.#describeMissing()
    const rows = await this.#countRows()
    return {
      environment: this.environment,
      target: this.kind,
      ...(rows === undefined ? {} : { rows }),
      items: listContents(this.#paths),
    }
  }

  async destroy({ emit }: WorkContext): Promise<Destruction> {
    if (!existsSync(this.#paths.state)) throw this.#describeMissing()
    const began = performance.now()
    const result = await this.#changing('destroy', () => deleteEnvironment(this.#paths, emit))
    return {
      environment: this.environment,
      target: this.kind,
      deleted: result.deleted,
      leftovers: result.leftovers.map((name) => ({ name, billed: false })),
      durationMs: Math.round(performance.now() - began),
    }
  }

  async #apply(wanted: Pick<Deployed, 'settings' | 'sources'>, context: WorkContext) {
    const before = readDeployed(this.#paths)
    const running = await this.#ask((control) => control.status())
    if (running && before && isDeepStrictEqual(before.settings, wanted.settings)) {
      writeDeployed(this.#paths, { ...before, ...wanted })
      return { outcome: 'unchanged' as const, url: running.url }
    }
    const { emit } = context
    emit('steps-announced', { steps: DEPLOY_STEPS })
    const program = await runStep(
      emit,
      'server',
      (progress) => chooseServer(wanted.settings, { ...this.#serverOptions(context), progress }),
      describeProgram,
    )
    if (running) await stopBackground(this.#paths)
    else await recover(this.#paths, emit)
    const deployed: Deployed = {
      environment: this.environment,
      ...wanted,
      program,
      ...(before?.lastPort === undefined ? {} : { lastPort: before.lastPort }),
      createdAt: before?.createdAt ?? new Date().toISOString(),
    }
    writeDeployed(this.#paths, deployed)
    const { url } = await startBackground(this.#paths, context)
    writeDeployed(this.#paths, { ...deployed, lastPort: Number(new URL(url).port) })
    return { outcome: running ? ('updated' as const) : before ? ('started' as const) : ('created' as const), url }
  }

  #serverOptions({ signal }: WorkContext) {
    return { paths: this.#paths, install: this.#options.installDatabase, signal }
  }

  async #changing<Result>(operation: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await withOperationLock(this.#paths.operationLock, operation, work)
    } catch (error) {
      throw describeStorageError(error, this.#paths.state)
    }
  }

  async #countRows(): Promise<number | undefined> {
    try {
      const control = connectControl(this.#paths.controlSocket, this.#paths.logs, COUNT_TIMEOUT_MS)
      return (await control.query({ operation: 'count-requests' })).count
    } catch {
      // The database cannot be asked: the status says why, and a missing figure is an honest one.
      return undefined
    }
  }

  /** Calls the background process; undefined when it does not run. */
  async #ask<Result>(call: (control: ControlOperations) => Promise<Result>): Promise<Result | undefined> {
    try {
      return await call(connectControl(this.#paths.controlSocket, this.#paths.logs, SILENCE_MS))
    } catch (error) {
      if (error instanceof NobodyListens) return undefined
      throw error
    }
  }

  async #control<Result>(call: (control: ControlOperations) => Promise<Result>): Promise<Result> {
    try {
      return await call(connectControl(this.#paths.controlSocket, this.#paths.logs))
    } catch (error) {
      if (error instanceof NobodyListens) throw this.#describeNotRunning()
      throw error
    }
  }

  #explainStop(): { reason?: string } {
    if (wasKilled(this.#paths)) return { reason: 'Its background process was killed or crashed; deploy recovers it.' }
    const silent = findBackground(this.#paths)
    return silent ? { reason: `Its background process ${silent.pid} does not answer; deploy starts it anew.` } : {}
  }

  get #deployCommand(): string {
    return `rds-proxy-webhook deploy${this.isDefault ? '' : ` --env ${this.environment}`}`
  }

  #describeNotRunning(): UserError {
    if (!existsSync(this.#paths.deployed)) return this.#describeMissing()
    return new UserError({
      name: 'NotRunning',
      message: `The environment ${this.environment} does not run.`,
      nextSteps: [this.#deployCommand],
      exitCode: ExitCode.notRunning,
    })
  }

  #describeMissing(): UserError {
    return new UserError({
      name: 'NotDeployed',
      message: `The environment ${this.environment} has not been deployed on this computer.`,
      nextSteps: [this.#deployCommand],
      exitCode: ExitCode.notRunning,
    })
  }
}

function expectLocal(settings: EnvironmentSettings): LocalSettings {
  if (settings.target !== 'local') throw new Fault(`The local target was given settings of ${settings.target}.`)
  return settings
}
