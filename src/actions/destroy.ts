import type { DestroyOptions, Destruction, Leftover, Loss, Target, WorkContext } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

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
  const loss = await target.loss()
  await confirm(loss)
  const destruction = await target.destroy(context, options)
  return {
    ...destruction,
    ...(loss.rows === undefined ? {} : { rows: loss.rows }),
    nextSteps: listNext(target, destruction.leftovers),
  }
}

function listNext(target: Target, leftovers: readonly Leftover[]): string[] {
  if (leftovers.length === 0) return [writeCommand(target, 'deploy')]
  return [writeCommand(target, target.kind === 'aws' ? 'destroy --sweep' : 'destroy')]
}
