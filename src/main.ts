import { Config, run as runOclif } from '@oclif/core'
import { describeCommandLineError } from './command-line-error.ts'
import { createReporter } from './ui/reporter.ts'

/** Starts the command line program: picks the command from the arguments and sets the exit code. */
export async function run(): Promise<void> {
  // The SDK's note on Node 20 would drown the first lines of every command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const words = process.argv.slice(2)
  try {
    await runOclif(words, import.meta.url)
  } catch (error) {
    // Only what comes before a command is found ends up here: commands report their own errors.
    const { commandIDs } = await Config.load(import.meta.url)
    const reporter = createReporter({ json: words.includes('--json') })
    process.exitCode = reporter.error(describeCommandLineError(error, commandIDs))
  }
}
