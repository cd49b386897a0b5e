import type { Target } from '../targets/target.ts'

/** Options of a command; those that are undefined are left out, `true` is a flag without a value. */
export type CommandOptions = Record<string, string | number | true | undefined>

/**
 * A command as it can be typed into a shell, for the same environment: `rds-proxy-webhook rows --limit 5 --env dev`.
 * The default environment is not named.
 * Values are quoted for POSIX shells, so they may come from anywhere.
 */
export function writeCommand(
  target: Pick<Target, 'environment' | 'isDefault'>,
  command: string,
  options: CommandOptions = {},
): string {
  const all: CommandOptions = { ...options, env: target.isDefault ? undefined : target.environment }
  const words = Object.entries(all).flatMap(([name, value]) => {
    if (value === undefined) return []
    return value === true ? [`--${name}`] : [`--${name}`, quoteArgument(String(value))]
  })
  return ['rds-proxy-webhook', command, ...words].join(' ')
}

/** One argument, quoted for a POSIX shell where it needs to be. */
export function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
