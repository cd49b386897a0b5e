import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation'
import { Interrupted, UserError } from '../../../errors.ts'
import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import { type ChangeSet, describeChangeSet } from './change-set.ts'

/** Milliseconds between looks; the last one is repeated. */
const pauses = [250, 500, 1_000, 1_000, 2_000, 3_000, 5_000]

/** Before it is told how long it takes, so that a quick one stays quiet. */
const quietMs = 2_000

export interface Waiting {
  pace: Pace
  signal: AbortSignal
  progress: (detail: string) => void
}

/**
 * Waits until CloudFormation has worked out a change.
 * @returns the change set, or `no-changes` when the stack is as it is wanted already
 * @throws UserError when it cannot be done; Interrupted when the signal is aborted
 */
export async function awaitChangeSet(
  env: AwsEnvironment,
  set: Pick<ChangeSet, 'id' | 'kind' | 'stackId'>,
  { pace, signal, progress }: Waiting,
): Promise<ChangeSet | 'no-changes'> {
  const began = pace.now()
  for (let look = 0; ; look += 1) {
    const description = await describeChangeSet(env, set.id)
    if (description.Status === 'CREATE_COMPLETE') return { ...set, description }
    if (description.Status === 'FAILED') {
      if (saysNoChanges(description)) return 'no-changes'
      throw describeRefusal(env, set, description)
    }
    await pace.wait(pauses[Math.min(look, pauses.length - 1)] ?? 0, signal)
    if (signal.aborted) throw new Interrupted('Stopped before anything was changed.')
    const waited = pace.now() - began
    if (waited > quietMs) progress(`CloudFormation works out the changes, ${Math.round(waited / 1_000)} s so far`)
  }
}

/**
 * CloudFormation has no code for a change set that would change nothing: it fails, with one of these sentences, the
 * second of which comes with transforms.
 */
function saysNoChanges({ StatusReason = '' }: DescribeChangeSetOutput): boolean {
  return /submitted information didn't contain changes|No updates are to be performed/i.test(StatusReason)
}

function describeRefusal(
  env: AwsEnvironment,
  { id }: Pick<ChangeSet, 'id'>,
  { StatusReason = 'no reason was given' }: DescribeChangeSetOutput,
): UserError {
  return new UserError({
    name: 'ChangeRefused',
    message: `CloudFormation refuses the change of environment ${env.name}: ${StatusReason.replace(/\.?\s*$/, '.')}`,
    nextSteps: [
      env.command('plan --template'),
      writeAwsCommand(`cloudformation describe-change-set --change-set-name ${id}`, env),
    ],
  })
}
