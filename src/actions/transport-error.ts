import { ExitCode, UserError } from '../errors.ts'
import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

const REFUSED = new Set(['ECONNREFUSED', 'ENOENT'])

/** A short stable name for why a request got no answer: Node's error code, or the error's name. */
export function kindOfTransportError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = (error as NodeJS.ErrnoException).code
  // "happy eyeballs": several addresses failed, each with an error of its own.
  if (!code && error instanceof AggregateError && error.errors.length > 0) return kindOfTransportError(error.errors[0])
  return code ?? error.name
}

/** True when nothing listens at the address. */
export function isRefused(kind: string): boolean {
  return REFUSED.has(kind)
}

/** What a user is told when a request got no answer at all. */
export function describeTransportError(error: unknown, url: string, target: Target): UserError {
  const kind = kindOfTransportError(error)
  if (isRefused(kind)) return notRunning(url, target, error)
  return new UserError({
    name: kind === 'ETIMEDOUT' ? 'RequestTimedOut' : 'RequestFailed',
    message: `The request to ${url} got no answer (${kind}); it may have been recorded all the same.`,
    nextSteps: [writeCommand(target, 'rows', { limit: 5 }), writeCommand(target, 'status')],
    cause: error,
  })
}

function notRunning(url: string, target: Target, cause: unknown): UserError {
  return new UserError({
    name: 'NotRunning',
    message: `Nothing answers at ${url}: the environment does not run.`,
    nextSteps: [writeCommand(target, 'deploy'), writeCommand(target, 'status')],
    exitCode: ExitCode.notRunning,
    cause,
  })
}
