import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, CreateChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, vi } from 'vitest'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { type AwsEnvironment, openAwsEnvironment } from '../../../src/targets/aws/environment.ts'
import type { Pace } from '../../../src/targets/aws/operate/pace.ts'
import { synthesizeStack } from '../../../src/targets/aws/synth.ts'
import type { StackOutputs } from '../../../stack/app.ts'
import { addVersion } from '../../fakes/aws/s3/store.ts'
import { type FakeAws, startFakeAws } from '../../fakes/aws/server.ts'
import { EventLog } from '../../fakes/events.ts'
import { exampleCode, makeSettings } from '../../unit/stack/example-input.ts'
import { SharedTime } from './shared-time.ts'

/** Templates by environment and settings: synthesis takes most of the time of a test. */
const templates = new Map<string, Promise<string>>()

/** How many times as long as it wants to the program waits: each look costs a test time, and shows no more. */
const haste = 4

const bucketName = exampleCode.bucket
const region = 'eu-west-1'

/** Stacks of the project in a fake account, without the deploy that usually makes them; time passes only in waits. */
export class OperatedAccount {
  readonly aws: FakeAws
  readonly log = new EventLog()
  /** What happens each time before the program waits: whatever others do meanwhile. */
  meanwhile: () => void = () => {}
  readonly #time: SharedTime
  readonly #interruption = new AbortController()

  constructor(aws: FakeAws) {
    this.aws = aws
    this.#time = new SharedTime(aws)
    const { id: accountId } = aws.account
    const bucket = aws.buckets.create({ name: bucketName, accountId, region, createdAt: new Date(0) })
    for (const key of Object.values(exampleCode.keys)) {
      addVersion(bucket, { key, body: Buffer.from('zip'), headers: {}, etag: '"1"', modifiedAt: new Date(0) })
    }
  }

  readonly pace: Pace = {
    now: () => this.#time.now(),
    wait: async (ms, signal) => {
      this.meanwhile()
      await this.#time.wait(ms * haste, signal)
    },
  }

  get context() {
    return { emit: this.log.emit, signal: this.#interruption.signal }
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interruption.abort()
  }

  open(name = 'dev', account = ''): AwsEnvironment {
    const environment = openAwsEnvironment(name, false, { region, profile: '', account })
    return { ...environment, clients: this.#time.watch(environment.clients) }
  }

  /** Makes the stack of an environment. @param seconds how long is waited for it; the default is enough */
  async make(changes: Partial<AwsSettings> = {}, name = 'dev', seconds = 3_600): Promise<AwsEnvironment> {
    const client = new CloudFormationClient({ region })
    const bucket = this.aws.buckets.open(bucketName, this.aws.account.id)
    const key = `template-${name}.json`
    const body = Buffer.from(await synthesize(name, changes))
    addVersion(bucket, { key, body, headers: {}, etag: '"1"', modifiedAt: new Date(0) })
    const { Id } = await client.send(
      new CreateChangeSetCommand({
        StackName: `rds-proxy-webhook-${name}`,
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateURL: `https://s3.${region}.amazonaws.com/${bucketName}/${key}`,
        Tags: [{ Key: 'rds-proxy-webhook:environment', Value: name }],
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      }),
    )
    this.aws.advance(60)
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }))
    this.aws.advance(seconds)
    return this.open(name)
  }

  stack(name = 'dev') {
    const stack = this.aws.cloudFormation.stacks.findLast((each) => each.name === `rds-proxy-webhook-${name}`)
    if (!stack) throw new Error(`There never was a stack of ${name}`)
    return stack
  }

  outputs(name = 'dev'): StackOutputs {
    return Object.fromEntries(this.stack(name).outputs.map(({ key, value }) => [key, value])) as unknown as StackOutputs
  }

  /** What the function whose name has `match` in it does. */
  implement(match: string, run: (event: unknown) => unknown): void {
    this.aws.account.implementations.unshift({ match, run })
  }

  /** How often an operation was called, such as `cloudformation:DeleteStack`. */
  count(operation: string): number {
    return this.aws.calls.filter((call) => `${call.service}:${call.operation}` === operation).length
  }
}

/**
 * A fresh account for each test.
 * @param isToday whether its clock begins at this computer's time, for what compares the two
 */
export function useOperatedAccount({ isToday = false } = {}): () => OperatedAccount {
  let account: OperatedAccount
  let folder: string
  beforeEach(async () => {
    const aws = await startFakeAws(isToday ? { start: Date.now() } : {})
    folder = mkdtempSync(join(tmpdir(), 'operate-aws-'))
    for (const [name, value] of Object.entries({ ...aws.env, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder }))
      vi.stubEnv(name, value)
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined)
    account = new OperatedAccount(aws)
  })
  afterEach(async () => {
    await account.aws.close()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  return () => account
}

function synthesize(name: string, changes: Partial<AwsSettings>): Promise<string> {
  const key = JSON.stringify([name, changes])
  const made = templates.get(key) ?? write(name, changes)
  templates.set(key, made)
  return made
}

async function write(name: string, changes: Partial<AwsSettings>): Promise<string> {
  const { template } = await synthesizeStack(name, makeSettings(changes), { code: exampleCode })
  return JSON.stringify(template)
}
