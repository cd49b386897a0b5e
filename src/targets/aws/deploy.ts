import { Fault, Interrupted } from '../../errors.ts'
import type { Template } from '../../estimates/template.ts'
import { runStep } from '../../events.ts'
import type { ResolvedSettings } from '../../settings/resolve.ts'
import type { AwsSettings } from '../../settings/settings.ts'
import type { DeployContext, Deployment } from '../target.ts'
import type { Caller } from '../target-plan.ts'
import { applyChange } from './deploy/apply-change.ts'
import { type Draft, draftChange } from './deploy/draft-change.ts'
import { dropDraft } from './deploy/drop-draft.ts'
import { type DeployParts, type DeployWork, openWork } from './deploy/parts.ts'
import { prepareStack } from './deploy/prepare-stack.ts'
import { protectStack } from './deploy/protect-stack.ts'
import { describeKeptChanging } from './deploy/stack-errors.ts'
import { deploySteps } from './deploy/steps.ts'
import type { AwsEnvironment } from './environment.ts'
import { readStack, type StackState } from './stack-state.ts'

/** How often is looked again when somebody else changes the stack between review and execution. */
const rounds = 2

/**
 * Makes the environment as the settings say: follows what is under way, works the change out, lets it be approved,
 * executes it and follows it.
 * @throws UserError with the cause when it fails or cannot be begun; Declined, with nothing left, when it is not
 * approved; Interrupted when the user stops: before the execution nothing is left, after it AWS goes on
 */
export async function deployAws(
  env: AwsEnvironment,
  resolved: ResolvedSettings,
  context: DeployContext,
  parts: Partial<DeployParts> = {},
): Promise<Deployment> {
  const { settings } = resolved
  if (settings.target !== 'aws') throw new Fault(`The AWS target was given settings for ${settings.target}.`)
  const work = await openWork(env, context, parts)
  const began = work.parts.pace.now()
  const { identify } = deploySteps(0)
  context.emit('steps-announced', { steps: [identify] })
  const caller = await runStep(context.emit, identify.id, () => work.parts.identifyCaller(env), describeCaller)
  const { outcome, before } = await changeStack(work, settings, caller)
  const { stack, url } = await readDeployed(env)
  await protectStack(work, stack, settings, before)
  return { environment: env.name, target: 'aws', url, outcome, durationMs: work.parts.pace.now() - began }
}

interface ChangedStack {
  outcome: Deployment['outcome']
  /** What this deploy has replaced. */
  before?: Template
}

async function changeStack(work: DeployWork, settings: AwsSettings, caller: Caller): Promise<ChangedStack> {
  const { env } = work
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) warnOfChange(work)
    const prepared = await prepareStack(work)
    announceDraft(work, round)
    const draft = await draftChange(work, settings, caller, prepared, round)
    if (draft === 'busy') continue
    if (draft === 'no-changes') return { outcome: prepared.followed ?? 'unchanged' }
    await approve(work, settings, caller, draft)
    if ((await applyChange(work, draft)) === 'done') {
      return draft.current ? { outcome: 'updated', before: draft.current } : { outcome: 'created' }
    }
    await dropDraft(work, draft, caller)
  }
  throw describeKeptChanging(env)
}

/** Nothing is left of what is not agreed to. */
async function approve(work: DeployWork, settings: AwsSettings, caller: Caller, draft: Draft): Promise<void> {
  const { env, context, parts } = work
  const { template, current, changeSet } = draft
  try {
    const change = { template, current, changeSet: changeSet.description, caller, signal: context.signal }
    await context.approve(await parts.describeChange(env, settings, change))
    if (context.signal.aborted) throw new Interrupted('Stopped before anything was changed.')
  } catch (error) {
    await dropDraft(work, draft, caller)
    throw error
  }
}

/** Only now, as what has to be done to the stack before has steps of its own. */
function announceDraft({ context }: DeployWork, round: number): void {
  const { functions, changeSet } = deploySteps(round)
  context.emit('steps-announced', { steps: [functions, changeSet] })
}

function warnOfChange({ env, context }: DeployWork): void {
  context.emit('warned', { message: `Environment ${env.name} was changed by somebody else meanwhile; looking again.` })
}

/** In one line: the approval has the whole ARN, and a deploy that asks nothing has said it here. */
function describeCaller({ account, region, arn }: Caller): string {
  return `account ${account} in ${region} as ${arn.split(':').slice(5).join(':')}`
}

async function readDeployed(env: AwsEnvironment): Promise<{ stack: StackState; url: string }> {
  const stack = await readStack(env.clients, env.stackName)
  if (!stack?.outputs.Url) throw new Fault(`The stack ${env.stackName} has no output named Url.`)
  return { stack, url: stack.outputs.Url }
}
