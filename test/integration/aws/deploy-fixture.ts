import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { type FunctionBundle, hash } from '../../../src/targets/aws/assets/function-bundles.ts'
import { zipBundle } from '../../../src/targets/aws/assets/zip-bundle.ts'
import { cancelAws } from '../../../src/targets/aws/cancel.ts'
import type { DeployParts } from '../../../src/targets/aws/deploy/parts.ts'
import { deployAws } from '../../../src/targets/aws/deploy.ts'
import { type AwsEnvironment, openAwsEnvironment } from '../../../src/targets/aws/environment.ts'
import { synthesizeStack } from '../../../src/targets/aws/synth.ts'
import { watchAws } from '../../../src/targets/aws/watch.ts'
import type { Plan } from '../../../src/targets/target-plan.ts'
import type { SynthesizedStack } from '../../../stack/app.ts'
import { type FakeAws, startFakeAws } from '../../fakes/aws/server.ts'
import { EventLog } from '../../fakes/events.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { SharedTime } from './shared-time.ts'

/** One user at one computer, with a fake AWS whose time passes only while the program waits. */
export class Workplace {
  readonly aws: FakeAws
  log = new EventLog()
  /** How many times as long as it wants to the program waits: each look costs a test time, and shows no more. */
  haste = 60
  /** Every change that was put before the user. */
  plans: Plan[] = []
  /** What the user does when asked; may throw. */
  answer: (plan: Plan) => void | Promise<void> = () => {}
  /** What happens each time before the program waits: whatever others do meanwhile. */
  meanwhile: () => void | Promise<void> = () => {}
  readonly #time: SharedTime
  #interruption = new AbortController()

  constructor(aws: FakeAws) {
    this.aws = aws
    this.#time = new SharedTime(aws)
  }

  get parts(): Partial<DeployParts> {
    return {
      pace: {
        now: this.#time.now,
        wait: async (ms, signal) => {
          await this.meanwhile()
          await this.#time.wait(ms * this.haste, signal)
        },
      },
      readBundles: readSmallBundles,
      synthesizeStack: synthesizeOnce,
    }
  }

  open(name = 'dev', account = ''): AwsEnvironment {
    const environment = openAwsEnvironment(name, false, { region: 'eu-west-1', profile: '', account })
    return { ...environment, clients: this.#time.watch(environment.clients) }
  }

  deploy(changes: Partial<AwsSettings> = {}, name = 'dev') {
    const resolved = { environment: name, settings: makeSettings(changes), sources: {} }
    const approve = async (plan: Plan) => {
      this.plans.push(plan)
      await this.answer(plan)
    }
    return deployAws(this.open(name), resolved, { ...this.context, approve }, this.parts)
  }

  cancel(name = 'dev') {
    return cancelAws(this.open(name), this.context, this.parts)
  }

  watch(name = 'dev') {
    return watchAws(this.open(name), this.context, this.parts)
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interruption.abort()
  }

  /** A command typed anew: nothing was said and nobody has pressed Ctrl-C yet. */
  beginAnew(): void {
    this.log = new EventLog()
    this.plans = []
    this.answer = () => {}
    this.meanwhile = () => {}
    this.#interruption = new AbortController()
  }

  stack(name = 'dev') {
    return this.aws.cloudFormation.findStack(this.aws.account, `rds-proxy-webhook-${name}`)
  }

  /** Puts a stack into a state that takes long to come by. */
  force(status: string, name = 'dev'): void {
    const stack = this.stack(name)
    if (!stack) throw new Error(`There is no stack of ${name}`)
    stack.status = status
  }

  /** Logical id of the only resource of a type in the stack. */
  find(type: string, name = 'dev'): string {
    const resources = this.stack(name)?.definition?.template.Resources ?? {}
    const [id, ...more] = Object.keys(resources).filter((each) => resources[each]?.Type === type)
    if (id === undefined || more.length > 0) throw new Error(`Not one ${type}`)
    return id
  }

  /** Operations that were called, such as `cloudformation:ExecuteChangeSet`. */
  count(operation: string): number {
    return this.aws.calls.filter((call) => `${call.service}:${call.operation}` === operation).length
  }

  said(name: 'noticed' | 'warned'): string[] {
    return this.log.of(name).map(({ message }) => message)
  }

  private get context() {
    return { emit: this.log.emit, signal: this.#interruption.signal }
  }
}

/** A fresh account and a fresh user for each test. */
export function useWorkplace(): () => Workplace {
  let opened: OpenWorkplace
  beforeEach(async () => {
    opened = await openWorkplace()
  })
  afterEach(() => opened.close())
  return () => opened.workplace
}

/** One account and one user for all tests of a file, after `work` was done once. */
export function useSharedWorkplace(work: (workplace: Workplace) => Promise<unknown>): () => Workplace {
  let opened: OpenWorkplace
  beforeAll(async () => {
    opened = await openWorkplace()
    await work(opened.workplace)
  })
  afterAll(() => opened.close())
  return () => opened.workplace
}

interface OpenWorkplace {
  workplace: Workplace
  close: () => Promise<void>
}

async function openWorkplace(): Promise<OpenWorkplace> {
  const aws = await startFakeAws()
  // Small pages, as most of what is asked for is the newest only.
  aws.cloudFormation.pageSize = 25
  const folder = mkdtempSync(join(tmpdir(), 'deploy-aws-'))
  for (const [name, value] of Object.entries({ ...aws.env, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder }))
    vi.stubEnv(name, value)
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined)
  const close = async () => {
    await aws.close()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  }
  return { workplace: new Workplace(aws), close }
}

export async function readSmallBundles(): Promise<FunctionBundle[]> {
  const make = async (name: 'webhook' | 'query' | 'rotation') => {
    const zip = await zipBundle('index.mjs', Buffer.from(`export const handler = () => '${name}'`))
    return { name, zip, key: `functions/${name}/${hash(zip)}.zip` }
  }
  return Promise.all([make('webhook'), make('query'), make('rotation')])
}

const synthesized = new Map<string, Promise<SynthesizedStack>>()

/** Equal input gives an equal template, and most tests deploy the same; each gets a copy of its own. */
const synthesizeOnce: typeof synthesizeStack = async (...input) => {
  const key = JSON.stringify(input)
  const made = synthesized.get(key) ?? synthesizeStack(...input)
  synthesized.set(key, made)
  return structuredClone(await made)
}
