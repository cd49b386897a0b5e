import { ExitCode, UserError } from '../errors.ts'
import { describeFlag, nameVariable, type Question } from './question.ts'
import type { TargetKind } from './settings.ts'

const shown = 80

/**
 * A value from a flag or a variable that the question does not take; `source` is how the user knows it.
 * @param missing what has to be answered before this means anything
 */
export function invalidValue(
  question: Question,
  source: string,
  problem: string,
  given: string,
  missing?: Question,
): UserError {
  const isFlag = source.startsWith('--')
  const value = given.length > shown ? `${given.slice(0, shown)}...` : given
  return new UserError({
    name: 'InvalidSetting',
    message: missing ? `${source} ${problem}.` : `${source} ${problem}, not ${JSON.stringify(value)}.`,
    nextSteps: missing
      ? [describeFlag(missing), isFlag ? `Leave out ${source}` : `Unset ${source}`]
      : [isFlag ? describeFlag(question) : `Correct or unset ${source}`],
    exitCode: ExitCode.usage,
  })
}

/** A default that breaks a rule because of another answer; it can only be mended by answering. */
export function unusableDefault(question: Question, problem: string): UserError {
  return new UserError({
    name: 'InvalidSetting',
    message: `The default of --${question.flag} does not fit the other settings: it ${problem}.`,
    nextSteps: [describeFlag(question)],
    exitCode: ExitCode.usage,
  })
}

/** An answer is needed and nobody can be asked. */
export function inputNeeded(question: Question): UserError {
  return new UserError({
    name: 'InputNeeded',
    message: `--${question.flag} is missing, and nobody can be asked for it.`,
    nextSteps: [
      `${describeFlag(question)}  # or set ${nameVariable(question)}`,
      '--yes  # takes the default of everything that is not given',
    ],
    exitCode: ExitCode.usage,
  })
}

/** A flag that only means something on the other target. */
export function flagOfOtherTarget(question: Question, target: TargetKind): UserError {
  const other = question.targets.join(' or ')
  return new UserError({
    name: 'FlagOfOtherTarget',
    message: `--${question.flag} applies to the target ${other}, and this environment is on the target ${target}.`,
    nextSteps: [`Leave out --${question.flag}`, `Or use --target ${question.targets[0]} with another --env`],
    exitCode: ExitCode.usage,
  })
}

/** The target asked for is not the one that the environment has in the file. */
export function targetMismatch(environment: string, source: string, asked: TargetKind, kept: TargetKind): UserError {
  return new UserError({
    name: 'TargetMismatch',
    message: `The environment "${environment}" is on the target ${kept}, and ${source} says ${asked}; an environment cannot move.`,
    nextSteps: [
      `Give the new one another name: --target ${asked} --env NAME`,
      `Or delete the old one first: rds-proxy-webhook destroy --env ${environment}`,
    ],
    exitCode: ExitCode.usage,
  })
}
