import { expectAll } from '../follow/expected-resources.ts'
import { hasSucceeded } from '../follow/operation-end.ts'
import { readRunningOperation } from '../follow/running-operation.ts'
import { readPhase, readStack, type StackState } from '../stack-state.ts'
import { deleteUnfinished } from './delete-unfinished.ts'
import { type Followed, followWork } from './follow-work.ts'
import type { Work } from './parts.ts'
import { readTemplateIfAny } from './read-template.ts'
import { refuseForeign } from './refuse-foreign.ts'
import { describeHalfDeleted, describeStuck } from './stack-errors.ts'

/** A stack that a change set can be made for. */
export interface PreparedStack {
  /** The stack as it runs; absent: it is to be created. */
  stack?: StackState
  /** What was under way before and has ended well. */
  followed?: 'created' | 'updated'
}

/**
 * Brings the stack into a state in which it can be changed: follows what is under way to its end, and deletes a first
 * deploy that never completed.
 * @throws UserError for a state that needs a decision, or when what was under way failed; Interrupted
 */
export async function prepareStack(work: Work): Promise<PreparedStack> {
  const { env, context } = work
  let followed: PreparedStack['followed']
  for (;;) {
    const stack = await readStack(env.clients, env.stackName)
    if (!stack) return {}
    switch (readPhase(stack.status)) {
      case 'gone':
        return {}
      case 'reviewing':
        await refuseForeign(env, stack)
        context.emit('noticed', { message: 'A change set of an earlier deploy was never executed; a new one is made.' })
        return {}
      case 'settled':
        await refuseForeign(env, stack)
        return { stack, ...(followed ? { followed } : {}) }
      case 'stuck':
        throw describeStuck(env, stack)
      case 'half-deleted':
        throw describeHalfDeleted(env, stack)
      case 'never-made':
        await deleteNeverMade(work, stack)
        break
      case 'moving':
        followed = await followRunning(work, stack)
    }
  }
}

async function deleteNeverMade(work: Work, stack: StackState): Promise<void> {
  const { env, context } = work
  const { name } = env
  await refuseForeign(env, stack)
  context.emit('warned', {
    message: `The first deploy of environment ${name} never completed (${stack.status}): what is left of it is deleted, then it is made anew.`,
  })
  for (const left of await deleteUnfinished(work, stack)) {
    const nextStep = left.removeWith === undefined ? {} : { nextStep: left.removeWith }
    context.emit('warned', { message: `Left of it and billed: ${left.name}.`, ...nextStep })
  }
}

/** What this program began and what failed is this deploy's failure too; what others began is only told. */
async function followRunning(work: Work, stack: StackState): Promise<PreparedStack['followed']> {
  const { env, context } = work
  const { author, ours, since } = await readRunningOperation(env, stack.id)
  const begun = since === undefined ? '' : ` since ${since}`
  context.emit('noticed', {
    message: `Environment ${env.name} is being changed${begun} (${stack.status}), begun by ${author}: following that first.`,
  })
  const { end, diagnose } = await followRunningOperation(work, stack)
  if (end.status === 'CREATE_COMPLETE') return 'created'
  if (hasSucceeded(end)) return end.status === 'UPDATE_COMPLETE' ? 'updated' : undefined
  if (ours) throw await diagnose()
  context.emit('warned', {
    message: `What was begun by ${author} has failed (${end.status}); going on with this deploy.`,
  })
  return undefined
}

/** Follows whatever a stack is in. What an update touches is not known to who did not begin it. */
export async function followRunningOperation(work: Work, stack: StackState, wantedStatus?: string): Promise<Followed> {
  const template = await readTemplateIfAny(work.env, stack.id)
  const verb = /^(ROLLBACK|CREATE)_/.test(stack.status)
    ? 'create'
    : stack.status.startsWith('DELETE_')
      ? 'delete'
      : undefined
  const expected = template && verb && expectAll(template, verb)
  return followWork(work, { stackId: stack.id, template, expected, ...(wantedStatus ? { wantedStatus } : {}) })
}
