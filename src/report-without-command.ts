import { Config } from '@oclif/core'
import { describeCommandLineError } from './command-line-error.ts'
import type { ExitCode } from './errors.ts'
import { createReporter } from './ui/reporter.ts'

/** Reports an error that came before a command was found, such as one that does not exist. @returns its exit code */
export async function reportWithoutCommand(error: unknown, words: readonly string[]): Promise<ExitCode> {
  const { commandIDs } = await Config.load(import.meta.url)
  const reporter = createReporter({ json: words.includes('--json') })
  return reporter.error(describeCommandLineError(error, commandIDs))
}
