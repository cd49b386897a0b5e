import { quoteArgument } from './actions/command-line.ts'
import { UserError } from './errors.ts'

/** A flag alone, as whoever found the mistake knows it: `--port 0-65535`. */
const lonelyFlag = /^(--[a-z][a-z-]*)( \S+)?$/

/**
 * Makes whole commands of next steps that are a flag only: what was typed, with that flag in place of the one that it
 * corrects. Other errors are returned as they are.
 * @param words what was typed behind the command
 */
export function completeNextSteps(error: unknown, command: string, words: readonly string[]): unknown {
  if (!(error instanceof UserError) || !error.nextSteps.some((step) => lonelyFlag.test(step))) return error
  const [first, ...others] = error.nextSteps
  const complete = (step: string) => completeStep(step, command, words)
  const { name, message, exitCode, cause } = error
  return new UserError({ name, message, nextSteps: [complete(first), ...others.map(complete)], exitCode, cause })
}

function completeStep(step: string, command: string, words: readonly string[]): string {
  const flag = lonelyFlag.exec(step)?.[1]
  if (flag === undefined) return step
  return ['rds-proxy-webhook', command, ...withoutFlag(words, flag).map(quoteArgument), step].join(' ')
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
