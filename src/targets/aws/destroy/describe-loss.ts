import { ExitCode, UserError } from '../../../errors.ts'
import type { Loss } from '../../target-destruction.ts'
import { refuseForeign } from '../deploy/refuse-foreign.ts'
import type { AwsEnvironment } from '../environment.ts'
import { identifyCaller } from '../identity/identify-caller.ts'
import { estimateCost } from '../operate/cost-so-far.ts'
import { type Pace, realPace } from '../operate/pace.ts'
import { invokeQuery } from '../operate/query.ts'
import { describeMissing, findObstacle } from '../operate/read-outputs.ts'
import type { StackState } from '../stack-state.ts'
import { findStack } from './find-stack.ts'
import { type Inventory, priceInventory, readInventory, wasMade } from './inventory.ts'
import { findLeftovers } from './leftovers/find-leftovers.ts'
import { listInPlainWords } from './plain-words.ts'

/** The question whether to delete shall not wait long for a figure. */
const COUNT_TIMEOUT_MS = 3_000

/**
 * What `destroy` would delete: the stack, or what an earlier delete has left behind.
 * @throws UserError NotDeployed when there is neither, StackNotOurs for a stack that this program has not made, WrongAccount and what makes credentials useless; the SDK's errors
 */
export async function describeLoss(env: AwsEnvironment, pace: Pace = realPace): Promise<Loss> {
  await identifyCaller(env)
  const found = await findStack(env)
  if (found === undefined) throw describeMissing(env)
  await refuseForeign(env, found.stack)
  const inventory = await readInventory(env, found, { now: () => new Date(pace.now()) })
  const identity = { environment: env.name, target: 'aws', ...priceSoFar(env, inventory, pace) } as const
  if (found.deletedAt) {
    const leftovers = await findLeftovers(env, inventory)
    if (leftovers.length === 0) throw describeGone(env, found.deletedAt)
    return { ...identity, items: leftovers.map(({ name }) => `${name} (left behind by an earlier delete)`) }
  }
  const rows = await countRows(env, found.stack, pace)
  const alive = inventory.resources.filter(({ status }) => status !== 'DELETE_COMPLETE')
  return { ...identity, ...(rows === undefined ? {} : { rows }), items: listInPlainWords(alive) }
}

function priceSoFar(env: AwsEnvironment, inventory: Inventory, pace: Pace): Pick<Loss, 'costSoFar'> {
  const { stack, deletedAt } = inventory
  const price = priceInventory(env, inventory)
  if (price === undefined || !wasMade(stack)) return {}
  return { costSoFar: estimateCost(price, stack.createdAt, deletedAt ?? new Date(pace.now())) }
}

async function countRows(env: AwsEnvironment, stack: StackState, pace: Pace): Promise<number | undefined> {
  const { QueryFunctionName, QueryLogGroup = '' } = stack.outputs
  if (QueryFunctionName === undefined || findObstacle(stack)) return undefined
  const signal = AbortSignal.timeout(COUNT_TIMEOUT_MS)
  try {
    const outputs = { QueryFunctionName, QueryLogGroup }
    return (await invokeQuery(env, outputs, { operation: 'count-requests' }, { pace, signal })).count
  } catch {
    // The database does not run, or is in trouble: it can be deleted all the same.
    return undefined
  }
}

/** It was looked for everything that could cost money. */
function describeGone(env: AwsEnvironment, deletedAt: Date): UserError {
  return new UserError({
    name: 'NotDeployed',
    message: `Environment ${env.name} was deleted at ${deletedAt.toISOString()}, and nothing is left of it that costs money.`,
    nextSteps: [env.command('deploy')],
    exitCode: ExitCode.notRunning,
  })
}
