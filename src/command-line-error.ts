import type { Command, Config } from '@oclif/core'
import { ExitCode, UserError } from './errors.ts'
import { closest } from './settings/closest.ts'

/** oclif's errors, told apart by what they carry: its classes differ between a bundle and a package. */
interface OclifError extends Error {
  flags?: string[]
  parse?: object
  oclif?: { exit?: number }
}

/** Turns what oclif says about a command line into a UserError (exit code 2); other errors are returned as they are. */
export function describeCommandLineError(error: unknown, command: Command.Class, config: Config): unknown {
  const failure = error as OclifError
  if (!(error instanceof Error) || !('parse' in error)) return error
  const help = `${config.bin} ${command.id} --help`
  const unknown = failure.flags?.[0]
  if (failure.name === 'NonExistentFlagsError' || /^Nonexistent flag/.test(failure.message)) {
    return describeUnknownFlag(unknown ?? '', Object.keys({ ...command.baseFlags, ...command.flags }), help)
  }
  const message = failure.message.replace(/\nSee more help with --help$/, '').trim()
  return new UserError({
    name: 'WrongUsage',
    message: firstSentence(message),
    nextSteps: [help],
    exitCode: ExitCode.usage,
    cause: error,
  })
}

/** A command that does not exist. @param typed the words of the command line. */
export function describeUnknownCommand(typed: string, config: Config): UserError {
  const near = closest(typed, config.commandIDs)
  return new UserError({
    name: 'UnknownCommand',
    message: `There is no command "${typed}".`,
    nextSteps: near ? [`${config.bin} ${near}`, `${config.bin} --help`] : [`${config.bin} --help`],
    exitCode: ExitCode.usage,
  })
}

function describeUnknownFlag(flag: string, known: string[], help: string): UserError {
  const near = closest(flag.replace(/^-+(no-)?/, ''), known)
  return new UserError({
    name: 'UnknownFlag',
    message: `There is no flag ${flag}.`,
    nextSteps: near ? [`Did you mean --${near}?`, help] : [help],
    exitCode: ExitCode.usage,
  })
}

function firstSentence(message: string): string {
  const line = message.split('\n').filter(Boolean).join(' ').replaceAll(/\s+/g, ' ')
  return /[.!?]$/.test(line) ? line : `${line}.`
}
