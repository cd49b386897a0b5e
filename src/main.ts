import { run as runOclif } from '@oclif/core'
import { endUnwritable } from './ui/unwritable.ts'

/** Starts the command line program: picks the command from the arguments and sets the exit code. */
export async function run(): Promise<void> {
  // The SDK's note on Node 20 would drown the first lines of every command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  // What listens already is oclif's: it throws the error, which would be a stack trace.
  process.stdout.removeAllListeners('error').on('error', endUnwritable)
  const words = process.argv.slice(2)
  try {
    await runOclif(words, import.meta.url)
  } catch (error) {
    // Commands report their own errors: only what comes before one is found ends up here.
    const { reportWithoutCommand } = await import('./report-without-command.ts')
    process.exitCode = await reportWithoutCommand(error, words)
  }
}
