import { quoteArgument } from './actions/command-line.ts'
import { UserError } from './errors.ts'
import { nameVariable } from './settings/question.ts'

/** A flag alone, as whoever found the mistake knows it: `--port 0-65535`, `--profile work  # of account 1`. */
const lonelyFlag = /^--([a-z][a-z-]*)(?: (\S+|'[^']*'))?( {2}# .*)?$/

/** What was typed. */
export interface TypedCommand {
  /** Such as `init`. */
  name: string
  /** What was typed behind it. */
  words: readonly string[]
  /** Names of the flags that it takes. */
  flags: readonly string[]
}

/**
 * Makes whole commands of next steps that are a flag only: what was typed, with that flag in place of the one that it
 * corrects; with its variable in front where the command does not take the flag. Other errors are returned as they are.
 */
export function completeNextSteps(error: unknown, typed: TypedCommand): unknown {
  if (!(error instanceof UserError) || !error.nextSteps.some((step) => lonelyFlag.test(step))) return error
  const [first, ...others] = error.nextSteps
  const complete = (step: string) => completeStep(step, typed)
  const { name, message, exitCode, cause } = error
  return new UserError({ name, message, nextSteps: [complete(first), ...others.map(complete)], exitCode, cause })
}

function completeStep(step: string, { name, words, flags }: TypedCommand): string {
  const [whole, flag, value, comment = ''] = lonelyFlag.exec(step) ?? []
  if (whole === undefined || flag === undefined) return step
  const command = ['rds-proxy-webhook', name]
  if (value !== undefined && !flags.includes(flag)) {
    return `${[`${nameVariable({ flag })}=${value}`, ...command, ...words.map(quoteArgument)].join(' ')}${comment}`
  }
  return [...command, ...withoutFlag(words, `--${flag}`).map(quoteArgument), step].join(' ')
}

/** Without the flag and its value, however they were joined. */
function withoutFlag(words: readonly string[], flag: string): string[] {
  const at = words.indexOf(flag)
  const kept = words.filter((word) => word !== `--no-${flag.slice(2)}` && !word.startsWith(`${flag}=`))
  if (at < 0) return kept
  const value = words[at + 1]
  const count = value === undefined || value.startsWith('--') ? 1 : 2
  return [...words.slice(0, at), ...words.slice(at + count)]
}
