import { runSlowStep } from '../events.ts'
import type { DestroyOptions, Target, WorkContext } from '../targets/target.ts'
import type { Destruction, Leftover, Loss } from '../targets/target-destruction.ts'
import { writeCommand } from './command-line.ts'

const step = { id: 'loss', title: 'Look at what would be lost' }

/** What `destroy` shows. */
export interface DestroyResult extends Destruction {
  /** Rows that were lost; absent when they could not be counted. */
  rows?: number
  nextSteps: string[]
}

/** Shows the loss and returns when the user wants it; throws Declined when not. */
export type ConfirmLoss = (loss: Loss) => Promise<void>

/** Deletes the environment once its loss is confirmed. */
export async function destroyEnvironment(
  target: Target,
  confirm: ConfirmLoss,
  context: WorkContext,
  options: DestroyOptions = {},
): Promise<DestroyResult> {
  const loss = await runSlowStep(context.emit, step, () => target.loss())
  await confirm(loss)
  const destruction = await target.destroy(context, options)
  return {
    ...destruction,
    ...(loss.rows === undefined || destruction.rowsLeft ? {} : { rows: loss.rows }),
    nextSteps: listNext(target, destruction.leftovers, options),
  }
}

/** More would be a second list of what is left; each leftover has its own command beside it. */
const mostSteps = 5

function listNext(target: Target, leftovers: readonly Leftover[], options: DestroyOptions): string[] {
  if (leftovers.length === 0) return [writeCommand(target, 'deploy')]
  const again = writeCommand(target, 'destroy')
  if (target.kind === 'local') return [again]
  // What was just done in vain is no advice, and what was to be kept must not be swept away.
  const sweeps = options.sweep !== true && leftovers.some(({ sweepable }) => sweepable)
  const sweep = writeCommand(target, 'destroy --sweep', options.keepSnapshot ? { 'keep-snapshot': true } : {})
  const others = leftovers
    .filter(({ sweepable }) => !(sweeps && sweepable))
    .flatMap(({ removeWith }) => removeWith ?? [])
  // The stack's own delete comes after what stood in its way.
  const byHand = [...new Set(others)].filter((step) => step !== again)
  const steps = [...(sweeps ? [sweep] : []), ...byHand.slice(0, mostSteps), ...(others.includes(again) ? [again] : [])]
  return steps.length > 0 ? steps : [writeCommand(target, 'status')]
}
