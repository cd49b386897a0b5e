import { ExitCode, UserError } from '../errors.ts'

/**
 * Refuses to leave all of the server's connections to others: the pool needs one.
 * @throws UserError (exit code 2)
 */
export function refuseReservingAll(reserved: number, maxConnections: number): void {
  if (reserved < maxConnections) return
  throw new UserError({
    name: 'NothingLeftForPool',
    message: `--reserved-connections ${reserved} leaves the pool none of the server's ${maxConnections} connections.`,
    nextSteps: [
      `--reserved-connections ${Math.floor(maxConnections / 10)}`,
      `--database-max-connections ${reserved + 1} (when the server takes as many)`,
    ],
    exitCode: ExitCode.usage,
  })
}
