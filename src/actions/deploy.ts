import type { ResolvedSettings } from '../settings/resolve.ts'
import type { DeployContext, Deployment, Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

/** What `deploy` and `init` show. */
export interface DeployResult extends Deployment {
  nextSteps: string[]
}

/** Makes the environment as the settings say, and names what to try next. */
export async function deployEnvironment(
  target: Target,
  resolved: ResolvedSettings,
  context: DeployContext,
): Promise<DeployResult> {
  const deployment = await target.deploy(resolved, context)
  // What costs by the hour also needs its end.
  const commands = ['hit /some/path', 'rows', 'status', ...(target.kind === 'aws' ? ['destroy'] : [])]
  return { ...deployment, nextSteps: commands.map((command) => writeCommand(target, command)) }
}
