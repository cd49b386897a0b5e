import { describeAwsError } from '../../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { readPhase } from '../../stack-state.ts'
import type { Inventory } from '../inventory.ts'
import { automatedBackups } from './automated-backups.ts'
import { instances, proxies } from './databases.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'
import { logGroups } from './log-groups.ts'
import { networkInterfaces, vpcEndpoints } from './network.ts'
import { secrets } from './secrets.ts'
import { snapshots } from './snapshots.ts'
import { listOfStack } from './stack-leftovers.ts'

/** Everything that costs at rest or is known to be left behind, the most expensive first. */
const leftoverSearches: readonly LeftoverSearch[] = [
  instances,
  proxies,
  vpcEndpoints,
  snapshots,
  automatedBackups,
  secrets,
  logGroups,
  networkInterfaces,
]

/**
 * What is still there of a stack that was to be deleted. What cannot be looked for counts as left and billed: nothing
 * is proved of it. Never throws for a search that fails.
 */
export async function findLeftovers(env: AwsEnvironment, inventory: Inventory): Promise<FoundLeftover[]> {
  const found = await Promise.all(leftoverSearches.map((search) => attempt(env, inventory, search)))
  const stackIsGone = readPhase(inventory.stack.status) === 'gone'
  // CloudFormation still wants to delete what belongs to a stack that is there.
  const ofServices = stackIsGone ? found.flat() : found.flat().map(withoutRemoval)
  return [...listOfStack(env, inventory), ...ofServices]
}

async function attempt(env: AwsEnvironment, inventory: Inventory, search: LeftoverSearch): Promise<FoundLeftover[]> {
  try {
    return await search.find(env, inventory)
  } catch (error) {
    const described = describeAwsError(error, env)
    const reason = described instanceof Error ? described.message : String(described)
    return [
      {
        name: `${search.what} that could not be looked for: ${reason}`,
        removeWith: env.command('destroy'),
        billed: true,
      },
    ]
  }
}

function withoutRemoval({ remove: _, ...leftover }: FoundLeftover): FoundLeftover {
  return leftover
}
