import { ExitCode, UserError } from './errors.ts'
import { closest } from './settings/closest.ts'

/** What oclif throws, as far as it matters here; told apart by shape because its classes are not exported. */
interface OclifError extends Error {
  oclif: { exit?: number }
  /** The flags that do not exist (NonExistentFlagsError). */
  flags?: string[]
  /** The arguments that are missing (RequiredArgsError). */
  args?: { name: string; description?: string }[]
  parse?: { input?: { flags?: Record<string, unknown> } }
}

/**
 * Turns what oclif says of a command line into a UserError (exit code 2) that names the nearest command or flag; any
 * other error is returned as it is. @param commands the names of all commands
 */
export function describeCommandLineError(error: unknown, commands: readonly string[] = []): unknown {
  if (!isOclifError(error)) return error
  const [first = ''] = error.message.split('\n')
  const command = /^command (.+) not found$/.exec(first)?.[1]
  if (command !== undefined) return describeUnknownCommand(command.replaceAll(':', ' '), commands, error)
  const [flag] = error.flags ?? []
  if (flag !== undefined && /^nonexistent flag/i.test(first)) {
    return describeUnknownFlag(flag, Object.keys(error.parse?.input?.flags ?? {}), error)
  }
  return makeUsageError('WrongUsage', findSentence(error), ['Add --help to see what the command takes'], error)
}

function describeUnknownCommand(words: string, commands: readonly string[], cause: Error): UserError {
  const [command = '', argument] = words.split(' ')
  if (command.startsWith('-')) return describeUnknownFlag(command, ['help', 'version'], cause)
  if (argument !== undefined && commands.includes(command)) {
    return makeUsageError(
      'WrongUsage',
      `${command} takes no argument "${argument}".`,
      [`rds-proxy-webhook ${command} --help`],
      cause,
    )
  }
  const near = closest(command, commands)
  const steps = near === undefined ? [] : [`rds-proxy-webhook ${near}`]
  return makeUsageError(
    'UnknownCommand',
    `There is no command "${command}".`,
    [...steps, 'rds-proxy-webhook --help'],
    cause,
  )
}

function describeUnknownFlag(flag: string, known: readonly string[], cause: Error): UserError {
  const names = known.flatMap((name) => [name, `no-${name}`])
  const near = closest(flag.replace(/^-+/, ''), names)
  const steps = near === undefined ? [] : [`Did you mean --${near}?`]
  return makeUsageError(
    'UnknownFlag',
    `There is no flag ${flag} for this command.`,
    [...steps, 'Add --help to the command to see its flags'],
    cause,
  )
}

/** oclif puts its advice on lines of its own; the sentence is what is left. */
function findSentence({ message, args = [] }: OclifError): string {
  if (message.startsWith('Missing')) {
    return args.map(({ name, description }) => `${name.toUpperCase()} is missing: ${description}.`).join(' ')
  }
  const lines = message.split('\n').map((line) => line.trim())
  const sentence = lines.filter((line) => line !== '' && !/^(see more help|use --)/i.test(line)).join(' ')
  const [, flag, given] = /^Parsing (--\S+) Expected an integer but received:(.*)$/.exec(sentence) ?? []
  if (flag !== undefined) return `${flag} must be a whole number, not "${given?.trim()}".`
  const [, ranged, bound, limit, number] =
    /^Parsing (--\S+) Expected an integer (greater|less) than or equal to (-?\d+) but received: (.*?)\.?$/.exec(
      sentence,
    ) ?? []
  if (ranged !== undefined) {
    return `${ranged} must be a whole number, ${bound === 'greater' ? 'at least' : 'at most'} ${limit}, not "${number}".`
  }
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

function makeUsageError(name: string, message: string, steps: string[], cause: Error): UserError {
  const [first = 'rds-proxy-webhook --help', ...rest] = steps
  return new UserError({ name, message, nextSteps: [first, ...rest], exitCode: ExitCode.usage, cause })
}

function isOclifError(error: unknown): error is OclifError {
  if (!(error instanceof Error) || !('oclif' in error)) return false
  const { oclif } = error
  return typeof oclif === 'object' && oclif !== null && 'exit' in oclif && oclif.exit === ExitCode.usage
}
