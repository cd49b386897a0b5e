import { ExitCode, UserError } from '../../../errors.ts'
import type { FoundLeftover } from '../destroy/leftovers/leftover-search.ts'
import { listInPlainWords } from '../destroy/plain-words.ts'
import type { Protection } from '../destroy/protection.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { StackResource } from '../operate/stack-resources.ts'
import type { StackState } from '../stack-state.ts'

/** An update and its rollback failed: CloudFormation takes nothing but a continued rollback then. */
export function describeStuck(env: AwsEnvironment, { status }: StackState): UserError {
  return new UserError({
    name: 'StackStuck',
    message: `Environment ${env.name} is stuck (${status}): an update failed, and taking it back failed too. Mend what stopped it, then let the rollback go on.`,
    nextSteps: [env.command('deploy --cancel'), env.command('status'), env.command('destroy')],
  })
}

export function describeHalfDeleted(env: AwsEnvironment, { status }: StackState): UserError {
  return new UserError({
    name: 'StackHalfDeleted',
    message: `Environment ${env.name} was deleted in part only (${status}); it has to be deleted to the end before it can be made again.`,
    nextSteps: [env.command('destroy'), env.command('status')],
  })
}

/** A name can be taken by a stack that this program has not made, and must not touch. */
export function describeForeignStack(env: AwsEnvironment): UserError {
  return new UserError({
    name: 'StackNotOurs',
    message: `A stack named ${env.stackName} exists in ${env.region} that was not made for environment ${env.name}; it is not touched.`,
    nextSteps: ['rds-proxy-webhook init --env OTHER-NAME', env.command('deploy --region REGION')],
  })
}

/** Protection is there so that no slip of the hand deletes a database: it is lifted by its own command only. @param billed what costs as long as it is there */
export function describeProtected(
  env: AwsEnvironment,
  { status }: StackState,
  { databases }: Protection,
  billed: readonly Pick<StackResource, 'kind'>[],
): UserError {
  const what = databases.length > 0 ? `the database ${databases.join(', ')}` : `the stack ${env.stackName}`
  const goesOn = status.endsWith('_IN_PROGRESS') ? 'AWS goes on with it' : `it stays as it is (${status})`
  return new UserError({
    name: 'ProtectedFromDeletion',
    message: `The first deploy of environment ${env.name} is not taken back, and ${goesOn}: ${what} is protected against deletion. What is there is billed: ${listInPlainWords(billed).join(', ')}.`,
    nextSteps: [env.command('destroy --remove-protection'), env.command('status')],
  })
}

/** Of a first deploy that was deleted, and has left something that costs money. */
export function describeLeftBehind(
  env: AwsEnvironment,
  leftovers: readonly [FoundLeftover, ...FoundLeftover[]],
): UserError {
  const [first, ...others] = leftovers.flatMap(({ remove, removeWith }) => (remove ? [] : (removeWith ?? [])))
  const sweep = leftovers.some(({ remove }) => remove) ? [env.command('destroy --sweep')] : []
  const [step = env.command('destroy'), ...steps] = [...sweep, ...(first === undefined ? [] : [first, ...others])]
  return new UserError({
    name: 'LeftBehind',
    message: `The first deploy of environment ${env.name} was cancelled and deleted, but something is left and billed: ${leftovers.map(({ name }) => name).join('; ')}.`,
    nextSteps: [step, ...steps],
  })
}

export function describeKeptChanging(env: AwsEnvironment): UserError {
  return new UserError({
    name: 'ChangedMeanwhile',
    message: `Environment ${env.name} was changed by somebody else between the review and the deploy, twice; nothing of yours was begun.`,
    nextSteps: [env.command('status --watch'), env.command('deploy')],
  })
}

/** Somebody ended the operation on purpose, so there is no cause to look for. */
export function describeTakenBack(env: AwsEnvironment, status: string): UserError {
  const deleted = status === 'DELETE_COMPLETE'
  return new UserError({
    name: 'DeployCancelled',
    message: deleted
      ? `The deploy of environment ${env.name} was cancelled and what it had made is deleted.`
      : `The update of environment ${env.name} was cancelled and taken back; it runs as it did before.`,
    nextSteps: [env.command('deploy')],
  })
}

export function describeNothingUnderWay(env: AwsEnvironment, stack: StackState | undefined): UserError {
  return new UserError({
    name: 'NothingUnderWay',
    message: stack
      ? `Nothing is under way for environment ${env.name} (${stack.status}), so there is nothing to cancel.`
      : `Environment ${env.name} does not exist on AWS, so there is nothing to cancel.`,
    nextSteps: stack ? [env.command('status'), env.command('destroy')] : [env.command('deploy')],
    exitCode: stack ? ExitCode.failed : ExitCode.notRunning,
  })
}

export function describeTooLate(env: AwsEnvironment, status: string): UserError {
  return new UserError({
    name: 'TooLateToCancel',
    message: `The update of environment ${env.name} cannot be taken back any more: it is complete (${status}).`,
    nextSteps: [env.command('status'), env.command('deploy')],
  })
}

export function describeBeingDeleted(env: AwsEnvironment): UserError {
  return new UserError({
    name: 'BeingDeleted',
    message: `Environment ${env.name} is being deleted, which cannot be cancelled.`,
    nextSteps: [env.command('status --watch'), env.command('destroy')],
  })
}
