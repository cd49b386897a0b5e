import { Interrupted } from '../../../errors.ts'
import { runStep, type Step } from '../../../events.ts'
import type { DestroyOptions, WorkContext } from '../../target.ts'
import type { Destruction } from '../../target-destruction.ts'
import type { Caller } from '../../target-plan.ts'
import { refuseForeign } from '../deploy/refuse-foreign.ts'
import type { AwsEnvironment } from '../environment.ts'
import { followOperation } from '../follow/follow-operation.ts'
import { identifyCaller } from '../identity/identify-caller.ts'
import { type Pace, realPace } from '../operate/pace.ts'
import { describeMissing } from '../operate/read-outputs.ts'
import { readPhase, readStack } from '../stack-state.ts'
import { concludeDestruction } from './conclude.ts'
import { deleteStack } from './delete-stack.ts'
import { detachFunctions } from './detach-functions.ts'
import { findStack } from './find-stack.ts'
import { type Inventory, listIds, readInventory } from './inventory.ts'
import { listWithoutSnapshot, makeFinalSnapshot } from './keep-snapshot.ts'
import { isAnyProtected, liftProtection, type Protection, readProtection, refuseProtected } from './protection.ts'
import { STEPS } from './steps.ts'

/**
 * Deletes the stack and all that it leaves behind as far as that was asked for, and looks whether anything is left.
 * A delete that is under way is followed; a stack that is gone is only looked after.
 * @throws UserError ProtectedFromDeletion, NotDeployed, WrongAccount and what makes credentials useless; Interrupted
 *   when the signal is aborted, with what AWS goes on with; the SDK's errors
 */
export async function destroyAws(
  env: AwsEnvironment,
  context: WorkContext,
  options: DestroyOptions = {},
  pace: Pace = realPace,
): Promise<Destruction> {
  const caller = await identifyCaller(env)
  return new Destroyer(env, caller, context, options, pace).run()
}

/** What is left to do once it is known what is there. */
interface Task {
  inventory: Inventory
  protection: Protection
  /** Databases that need a snapshot of their own to be kept. */
  toKeep: string[]
}

class Destroyer {
  readonly #env: AwsEnvironment
  readonly #caller: Caller
  readonly #context: WorkContext
  readonly #options: DestroyOptions
  readonly #pace: Pace

  constructor(env: AwsEnvironment, caller: Caller, context: WorkContext, options: DestroyOptions, pace: Pace) {
    this.#env = env
    this.#caller = caller
    this.#context = context
    this.#options = options
    this.#pace = pace
  }

  async run(): Promise<Destruction> {
    const began = this.#pace.now()
    const task = await this.#prepare()
    const { inventory } = task
    if (!inventory.deletedAt) await this.#delete(task)
    const parts = { context: this.#context, options: this.#options, caller: this.#caller, pace: this.#pace }
    return concludeDestruction(this.#env, inventory, began, parts)
  }

  async #prepare(): Promise<Task> {
    await this.#settle()
    const found = await findStack(this.#env)
    if (found === undefined) throw describeMissing(this.#env)
    await refuseForeign(this.#env, found.stack)
    const now = () => new Date(this.#pace.now())
    const inventory = await readInventory(this.#env, found, { signal: this.#context.signal, now })
    const isThere = found.deletedAt === undefined
    const protection = isThere ? await readProtection(this.#env, inventory) : { databases: [], stack: false }
    if (isAnyProtected(protection) && !this.#options.removeProtection) throw refuseProtected(this.#env, protection)
    const beginsNow = isThere && found.stack.status !== 'DELETE_IN_PROGRESS'
    const toKeep = this.#options.keepSnapshot && beginsNow ? listWithoutSnapshot(inventory) : []
    const task = { inventory, protection, toKeep }
    this.#context.emit('steps-announced', { steps: this.#listSteps(task) })
    return task
  }

  #listSteps({ inventory, protection, toKeep }: Task): Step[] {
    const isThere = inventory.deletedAt === undefined
    return [
      ...(isAnyProtected(protection) ? [STEPS.unprotect] : []),
      ...(toKeep.length > 0 ? [STEPS.snapshot] : []),
      ...(isThere ? [STEPS.detach, STEPS.delete] : []),
      ...(this.#options.sweep ? [STEPS.sweep] : []),
      STEPS.bucket,
      STEPS.prove,
    ]
  }

  /** CloudFormation refuses to delete a stack while it is updated or rolled back. */
  async #settle(): Promise<void> {
    const stack = await readStack(this.#env.clients, this.#env.stackName)
    if (stack === undefined || readPhase(stack.status) !== 'moving' || /^(CREATE|DELETE)_/.test(stack.status)) return
    const { emit } = this.#context
    emit('steps-announced', { steps: [STEPS.settle] })
    await runStep(
      emit,
      STEPS.settle.id,
      () => followOperation({ env: this.#env, stackId: stack.id, context: this.#context, pace: this.#pace }),
      ({ status }) => status,
    )
  }

  async #delete({ inventory, protection, toKeep }: Task): Promise<void> {
    const { emit, signal } = this.#context
    const pace = this.#pace
    if (isAnyProtected(protection)) {
      await runStep(emit, STEPS.unprotect.id, () => liftProtection(this.#env, protection, pace))
    }
    this.#stopIfInterrupted('nothing was deleted.')
    if (toKeep.length > 0) {
      const make = () => Promise.all(toKeep.map((id) => makeFinalSnapshot(this.#env, id, { pace, signal })))
      await runStep(emit, STEPS.snapshot.id, make, (ids) => ids.join(', '))
    }
    const functions = listIds(inventory.resources, 'AWS::Lambda::Function')
    await runStep(
      emit,
      STEPS.detach.id,
      () => detachFunctions(this.#env, functions, { pace, emit, signal }),
      (count) => `${count} of ${functions.length}`,
    )
    this.#stopIfInterrupted('nothing was deleted, but the functions are out of the VPC and do not work.')
    await runStep(
      emit,
      STEPS.delete.id,
      (progress) => deleteStack(this.#env, inventory, { context: this.#context, pace, progress }),
      ({ status }) => status,
      ({ status }) => status !== 'DELETE_COMPLETE',
    )
  }

  #stopIfInterrupted(state: string): void {
    if (!this.#context.signal.aborted) return
    const { command } = this.#env
    throw new Interrupted(`Interrupted; ${state} To go on, or to mend it:`, [command('destroy'), command('deploy')])
  }
}
