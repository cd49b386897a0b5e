import { basename } from 'node:path'
import { ExitCode, UserError } from '../errors.ts'
import type { JsonProblem } from './json-syntax.ts'

/** How many environments' names a message lists at most. */
const listed = 20

/** The file is there and is not what it must be. */
export function invalidFile(path: string, problem: string, nextStep?: string): UserError {
  return new UserError({
    name: 'InvalidSettingsFile',
    message: `${basename(path)}: ${problem}.`,
    nextSteps: [nextStep ?? `Mend it in ${path}`],
    exitCode: ExitCode.usage,
  })
}

/** The file is not JSON. */
export function brokenJson(path: string, problem: JsonProblem, cause: unknown): UserError {
  return new UserError({
    name: 'BrokenSettingsFile',
    message: `${basename(path)} is not valid JSON: line ${problem.line}, column ${problem.column}: expected ${problem.expected}.`,
    nextSteps: [`Mend line ${problem.line} of ${path}`],
    exitCode: ExitCode.usage,
    cause,
  })
}

/** No file in the working directory or above it, and the command needs one. */
export function missingFile(from: string, fileName: string): UserError {
  return new UserError({
    name: 'SettingsFileNotFound',
    message: `There is no ${fileName} in ${from} or in a folder above it.`,
    nextSteps: ['rds-proxy-webhook init', 'Or change into the folder of your project'],
    exitCode: ExitCode.notRunning,
  })
}

/** The environment asked for is not in the file. */
export function unknownEnvironment(path: string, name: string, known: readonly string[], near?: string): UserError {
  const list = known.slice(0, listed).join(', ') + (known.length > listed ? ', ...' : '')
  const create = `rds-proxy-webhook init --env ${name}`
  return new UserError({
    name: 'EnvironmentNotFound',
    message: `${basename(path)} has no environment "${name}"; it has ${known.length === 0 ? 'none' : list}.`,
    nextSteps: near === undefined ? [create] : [`Did you mean --env ${near}?`, create],
    exitCode: ExitCode.notRunning,
  })
}

/** Several environments, none of them the default, and none was named. */
export function ambiguousEnvironment(path: string, known: readonly string[]): UserError {
  return new UserError({
    name: 'EnvironmentNotNamed',
    message: `${basename(path)} has no default environment and more than one to choose from: ${known.slice(0, listed).join(', ')}.`,
    nextSteps: [`Name one: --env ${known[0]}`, `Or set "defaultEnvironment" in ${path}`],
    exitCode: ExitCode.usage,
  })
}

/** The system refused to read or write the file. */
export function inaccessibleFile(path: string, doing: 'read' | 'write', cause: NodeJS.ErrnoException): UserError {
  const [reason, nextStep] = reasons[cause.code ?? ''] ?? [
    cause.code ?? cause.message,
    `Check the file system of ${path}`,
  ]
  return new UserError({
    name: 'SettingsFileInaccessible',
    message: `Cannot ${doing} ${path}: ${reason}.`,
    nextSteps: [nextStep],
    cause,
  })
}

const reasons: Record<string, [string, string]> = {
  EACCES: ['permission denied', 'Give yourself access to the file and its folder, or work in another folder'],
  EPERM: ['the operation is not permitted', 'Give yourself access to the file and its folder'],
  EROFS: ['the file system is read-only', 'Work in a folder that can be written to'],
  ENOSPC: ['the disk is full', 'Free some space and run the command again'],
  EDQUOT: ['your disk quota is used up', 'Free some space and run the command again'],
  EISDIR: ['it is a folder', 'Move the folder away and run the command again'],
  EMFILE: ['too many files are open', 'Close other programs or raise the limit: ulimit -n 4096'],
}
