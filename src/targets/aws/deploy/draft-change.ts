import type { Template } from '../../../estimates/template.ts'
import { runStep } from '../../../events.ts'
import type { AwsSettings } from '../../../settings/settings.ts'
import type { Caller } from '../../target-plan.ts'
import { type PublishedFunctions, publishFunctions, publishTemplate } from '../assets/publish.ts'
import { awaitChangeSet } from '../change-set/await-change-set.ts'
import type { ChangeSet } from '../change-set/change-set.ts'
import { createChangeSet } from '../change-set/create-change-set.ts'
import { readDeployedTemplate } from '../operate/deployed-template.ts'
import { readZoneIds } from '../zone-ids.ts'
import { type DroppedDraft, dropDraft } from './drop-draft.ts'
import type { DeployWork } from './parts.ts'
import type { PreparedStack } from './prepare-stack.ts'
import { deploySteps } from './steps.ts'

/** A change that could be executed, and all that it is described by. */
export interface Draft {
  changeSet: ChangeSet
  template: Template
  /** As it was deployed last; absent for a first deploy. */
  current?: Template
  /** Whether the asset bucket was made for this draft. */
  madeBucket: boolean
}

/**
 * Publishes the functions and makes the change set. Changes nothing that runs.
 * @returns `no-changes` when the environment is as it is wanted already; `busy` when somebody else has begun to change it
 * @throws UserError, Interrupted or the SDK's errors, with nothing left of the change set
 */
export async function draftChange(
  work: DeployWork,
  settings: AwsSettings,
  caller: Caller,
  { stack }: PreparedStack,
  round: number,
): Promise<Draft | 'no-changes' | 'busy'> {
  const { env, context } = work
  const { functions, changeSet: changeSetStep } = deploySteps(round)
  const current = stack && (await readDeployedTemplate(env, stack.id))
  const published = await runStep(context.emit, functions.id, () => publish(work, settings, caller), describePublished)
  return runStep(
    context.emit,
    changeSetStep.id,
    async (progress) => {
      const zones = current && readZoneIds(current)
      const options = { code: published.code, ...(zones ? { availabilityZoneIds: zones } : {}) }
      const { template } = await work.parts.synthesizeStack(env.name, settings, options)
      const templateUrl = await publishTemplate(env, published.bucket, template)
      const kind = stack ? 'UPDATE' : 'CREATE'
      const made = await createChangeSet(env, { kind, templateUrl, tags: settings.tags })
      if (made === 'busy') return made
      const { madeBucket } = published
      const changeSet = await completeOrDrop(work, { changeSet: made, madeBucket }, caller, progress)
      if (changeSet === 'no-changes') return changeSet
      return { changeSet, template: template as Template, madeBucket, ...(current ? { current } : {}) }
    },
    describeDraft,
  )
}

function publish({ env, parts }: DeployWork, { clientAuth }: AwsSettings, caller: Caller) {
  const names = clientAuth === 'secret' ? (['webhook', 'query', 'rotation'] as const) : (['webhook', 'query'] as const)
  return publishFunctions(env, caller, { names, pace: parts.pace, readBundles: parts.readBundles })
}

async function completeOrDrop(
  work: DeployWork,
  draft: DroppedDraft,
  caller: Caller,
  progress: (detail: string) => void,
): Promise<ChangeSet | 'no-changes'> {
  const { env, context, parts } = work
  try {
    const waiting = { pace: parts.pace, signal: context.signal, progress }
    const awaited = await awaitChangeSet(env, draft.changeSet, waiting)
    if (awaited === 'no-changes') await dropDraft(work, draft, caller)
    return awaited
  } catch (error) {
    await dropDraft(work, draft, caller)
    throw error
  }
}

function describePublished({ uploaded }: PublishedFunctions): string {
  return uploaded.length === 0 ? 'as published before' : `uploaded ${uploaded.join(', ')}`
}

function describeDraft(draft: Draft | 'no-changes' | 'busy'): string {
  if (draft === 'busy') return 'somebody else changes the environment now'
  if (draft === 'no-changes') return 'nothing to change'
  const count = draft.changeSet.description.Changes?.length ?? 0
  return count === 1 ? '1 resource to change' : `${count} resources to change`
}
