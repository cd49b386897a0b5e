import { UserError } from '../../../errors.ts'
import { canInstall, installCommand, type OperatingSystem } from './operating-system.ts'

/** A server program that was found and cannot be used. */
export interface RejectedProgram {
  path: string
  reason: string
}

/** No usable server program is on this computer. */
export function missingServer(system: OperatingSystem, rejected: readonly RejectedProgram[] = []): UserError {
  const found = rejected.map(({ path, reason }) => ` ${path} cannot be used: ${reason}.`).join('')
  const command = installCommand(system)
  const steps = [
    ...(canInstall(system) ? ['Run the same command with --install-database to have MariaDB installed.'] : []),
    command ? `Or install it yourself: ${command}` : 'Install MySQL 8 or MariaDB 10.6 or newer.',
    'Or name a server program that is elsewhere: --mysqld PATH',
  ]
  return new UserError({
    name: 'DatabaseServerMissing',
    message: `No MySQL or MariaDB server program was found on this computer.${found}`,
    nextSteps: steps as [string, ...string[]],
  })
}

/** The program that the user named cannot be used. */
export function unusableServer({ path, reason }: RejectedProgram): UserError {
  return new UserError({
    name: 'DatabaseServerUnusable',
    message: `The server program ${path} cannot be used: ${reason}.`,
    nextSteps: ['Name another one with --mysqld PATH, or leave it out to have one looked for.'],
  })
}
