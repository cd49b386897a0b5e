import { ExitCode } from '../errors.ts'
import { renderError } from './error.ts'
import { styleFor } from './style.ts'

/**
 * Ends the program when stdout takes no more, such as a file on a full disk: what is lost is not lost in silence. A
 * reader that has gone (EPIPE) is left to others: nobody misses anything.
 */
export function endUnwritable(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  const report = {
    name: 'OutputUnwritable',
    message: `The output could not be written (${error.code ?? error.message}).`,
    nextSteps: ['Run it again with a place for the output that has room'],
    exitCode: ExitCode.failed,
  }
  process.stderr.write(`${renderError(report, styleFor(process.stderr, process.env))}\n`)
  process.exit(report.exitCode)
}
