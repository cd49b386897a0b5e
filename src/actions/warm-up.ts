import { Interrupted, UserError } from '../errors.ts'
import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import { runLoad } from './load-run.ts'
import { isSuccess, type LoadOutcome } from './load-tally.ts'
import { describeSteadyLoad, type RotationLoadParts } from './rotation-load.ts'

/** Answers with success before a rotation begins: enough that the functions are warm and connected. */
const WARM_UP_ANSWERS = 10

/**
 * Sends requests until they are answered well.
 * @throws UserError LoadNotAnswered when they are not within the time limit: a rotation would prove nothing then;
 *   Interrupted when the signal is aborted.
 */
export async function warmUp(target: Target, parts: RotationLoadParts): Promise<void> {
  const done = new AbortController()
  const limit = parts.now() + parts.timings.warmUpLimitMs
  let answeredWell = 0
  let trouble = 'no answer'
  const take = (outcome: LoadOutcome) => {
    if (outcome.kind === 'answered' && isSuccess(outcome.status)) answeredWell++
    else trouble = describeTrouble(outcome)
    if (answeredWell >= WARM_UP_ANSWERS || parts.now() > limit) done.abort()
  }
  await runLoad(describeSteadyLoad(parts, done.signal, take))
  if (parts.signal.aborted) throw new Interrupted('Interrupted before the rotation: nothing was changed.')
  if (answeredWell < WARM_UP_ANSWERS) throw notAnswered(target, trouble)
}

function describeTrouble(outcome: LoadOutcome): string {
  if (outcome.kind === 'answered') return `status ${outcome.status}`
  return outcome.kind === 'failed' ? outcome.reason : 'no answer'
}

function notAnswered(target: Target, trouble: string): UserError {
  return new UserError({
    name: 'LoadNotAnswered',
    message: `The environment does not take requests (${trouble}), so the secret was not rotated.`,
    nextSteps: [
      writeCommand(target, 'status'),
      writeCommand(target, 'hit /some/path'),
      writeCommand(target, 'rotate-secret', { 'no-load': true }),
    ],
  })
}
