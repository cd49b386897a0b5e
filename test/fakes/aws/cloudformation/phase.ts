import type { FakeClock } from '../clock.ts'
import type { Stack } from './stack.ts'
import { runSteps, type Step, type StepsResult } from './steps.ts'

/**
 * Runs one phase of a stack's operation. While it runs, `stack.stop` gives it up and goes on with something else.
 *
 * @param next called when all steps are over, not before this function has returned
 */
export function runPhase(
  clock: FakeClock,
  stack: Stack,
  steps: readonly Step[],
  { giveUp }: { giveUp: boolean },
  next: (result: StepsResult) => void,
): void {
  let otherwise: (() => void) | undefined
  const finish = (result: StepsResult) => {
    clock.after(0, () => {
      delete stack.stop
      if (otherwise === undefined) next(result)
      else otherwise()
    })
  }
  const giveUpNow = runSteps(steps, finish, { giveUp })
  stack.stop = (instead) => {
    otherwise = instead
    giveUpNow()
  }
}
