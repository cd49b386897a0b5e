import { execute, settings } from '@oclif/core'

/** Starts the command line program: picks the command from the arguments and sets the exit code. */
export async function run(): Promise<void> {
  // The SDK's note on Node 20 would drown the first lines of every command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  settings.performanceEnabled = false
  await execute({ dir: import.meta.url })
}
