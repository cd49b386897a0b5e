import type { Cancellation, WorkContext } from '../target.ts'
import { removeAssetBucket } from './assets/remove-asset-bucket.ts'
import { deleteUnfinished } from './deploy/delete-unfinished.ts'
import { type Followed, followWork } from './deploy/follow-work.ts'
import { type DeployParts, openWork, type Work } from './deploy/parts.ts'
import { followRunningOperation } from './deploy/prepare-stack.ts'
import { refuseForeign } from './deploy/refuse-foreign.ts'
import {
  describeBeingDeleted,
  describeLeftBehind,
  describeNothingUnderWay,
  describeTooLate,
} from './deploy/stack-errors.ts'
import { cancelUpdate, continueRollback } from './deploy/take-back.ts'
import type { FoundLeftover } from './destroy/leftovers/leftover-search.ts'
import type { AwsEnvironment } from './environment.ts'
import { readPhase, readStack, type StackState } from './stack-state.ts'

/**
 * Ends a deploy that is under way: an update is taken back, a rollback that is stuck goes on, and a first deploy that
 * never completed is deleted.
 * @throws UserError when nothing is under way, when it is too late, or with the cause when taking it back fails;
 * Interrupted when the user stops following
 */
export async function cancelAws(
  env: AwsEnvironment,
  context: WorkContext,
  parts: Partial<DeployParts> = {},
): Promise<Cancellation> {
  const work = await openWork(env, context, parts)
  const began = work.parts.pace.now()
  const caller = await work.parts.identifyCaller(env)
  const stack = await readStack(env.clients, env.stackName)
  if (!stack) throw describeNothingUnderWay(env, stack)
  await refuseForeign(env, stack)
  const { outcome, left } = await endChange(work, stack)
  if (outcome === 'deleted') await removeAssetBucket(env, caller)
  const [first, ...others] = left
  if (first) throw describeLeftBehind(env, [first, ...others])
  return { environment: env.name, target: 'aws', outcome, durationMs: work.parts.pace.now() - began }
}

interface EndedChange {
  outcome: Cancellation['outcome']
  /** What is left and billed. */
  left: FoundLeftover[]
}

async function endChange(work: Work, stack: StackState): Promise<EndedChange> {
  const { env } = work
  const { status } = stack
  if (status === 'DELETE_IN_PROGRESS') throw describeBeingDeleted(env)
  if (['never-made', 'reviewing'].includes(readPhase(status)) || status === 'CREATE_IN_PROGRESS') {
    return deleteAll(work, stack)
  }
  if (status === 'ROLLBACK_IN_PROGRESS') {
    // CloudFormation takes no delete before the rollback is over.
    await followRunningOperation(work, stack)
    return deleteAll(work, stack)
  }
  if (readPhase(status) === 'stuck') return expectTakenBack(env, await goOn(work, stack))
  if (/^UPDATE_ROLLBACK_.*IN_PROGRESS$/.test(status)) return expectTakenBack(env, await follow(work, stack))
  if (status !== 'UPDATE_IN_PROGRESS') throw describeNothingOrTooLate(env, stack)
  if ((await cancelUpdate(env, stack)) === 'too-late') throw describeTooLate(env, status)
  return expectTakenBack(env, await follow(work, stack))
}

const follow = (work: Work, stack: StackState) => followRunningOperation(work, stack, 'UPDATE_ROLLBACK_COMPLETE')

async function goOn(work: Work, stack: StackState): Promise<Followed> {
  const token = await continueRollback(work.env, stack)
  return followWork(work, { stackId: stack.id, token, wantedStatus: 'UPDATE_ROLLBACK_COMPLETE' })
}

async function deleteAll(work: Work, stack: StackState): Promise<EndedChange> {
  return { outcome: 'deleted', left: await deleteUnfinished(work, stack) }
}

/** The update may have been quicker than its cancellation. */
async function expectTakenBack(env: AwsEnvironment, { end, diagnose }: Followed): Promise<EndedChange> {
  if (end.status === 'UPDATE_ROLLBACK_COMPLETE') return { outcome: 'taken-back', left: [] }
  throw end.status === 'UPDATE_COMPLETE' ? describeTooLate(env, end.status) : await diagnose()
}

function describeNothingOrTooLate(env: AwsEnvironment, stack: StackState) {
  const { status } = stack
  return readPhase(status) === 'moving' ? describeTooLate(env, status) : describeNothingUnderWay(env, stack)
}
