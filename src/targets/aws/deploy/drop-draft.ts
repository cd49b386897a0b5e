import type { Caller } from '../../target-plan.ts'
import { removeAssetBucket } from '../assets/remove-asset-bucket.ts'
import type { ChangeSet } from '../change-set/change-set.ts'
import { dropChangeSet } from '../change-set/drop-change-set.ts'
import type { DeployWork } from './parts.ts'

export interface DroppedDraft {
  changeSet: Pick<ChangeSet, 'id' | 'kind' | 'stackId'>
  madeBucket: boolean
}

/**
 * Takes a draft back, so that nothing is left of it: the change set, a stack that exists only for it, and a bucket that
 * was made for it. Never throws: the reason why it is taken back must not be lost, so trouble is only told.
 */
export async function dropDraft(
  work: DeployWork,
  { changeSet, madeBucket }: DroppedDraft,
  caller: Caller,
): Promise<void> {
  const { env, context, parts } = work
  try {
    await dropChangeSet(env, changeSet, parts.pace)
    if (madeBucket) await removeAssetBucket(env, caller)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    context.emit('warned', {
      message: `The change set could not be taken back (${words}); it costs nothing.`,
      nextStep: env.command('destroy'),
    })
  }
}
