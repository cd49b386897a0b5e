import { Interrupted } from '../../../errors.ts'
import type { WorkContext } from '../../target.ts'
import { makeToken } from '../change-set/tokens.ts'
import type { AwsEnvironment } from '../environment.ts'
import { describeDetaching } from '../follow/describe-detaching.ts'
import { followOperation } from '../follow/follow-operation.ts'
import type { OperationEnd } from '../follow/operation-end.ts'
import type { Pace } from '../operate/pace.ts'
import { listInterfaces } from './interfaces.ts'
import { type Inventory, listIds } from './inventory.ts'
import { watchInterfaces } from './watch-interfaces.ts'

export interface DeleteParts {
  context: WorkContext
  pace: Pace
  /** Told in a few words what the delete waits for. */
  progress: (detail: string) => void
}

/** How often a delete is begun that fails because something in the network is still in use. */
const TRIES = 3

/** AWS removes the interfaces of functions within 20 to 40 minutes; between two tries there is time for that. */
const INTERFACES_LIMIT_MS = 45 * 60_000
const INTERFACES_PAUSE_MS = 15_000

/**
 * Deletes the stack and follows that to its end; a delete that is under way is followed. One that fails because
 * network interfaces are in use is begun again when they are gone.
 * @returns how the last try ended, a failure too
 * @throws Interrupted when the signal is aborted: AWS goes on; the SDK's errors
 */
export async function deleteStack(
  env: AwsEnvironment,
  inventory: Inventory,
  parts: DeleteParts,
): Promise<OperationEnd> {
  let running = inventory.stack.status === 'DELETE_IN_PROGRESS'
  for (let left = TRIES; ; left -= 1) {
    const end = await deleteOnce(env, inventory, running, parts)
    if (end.status !== 'DELETE_FAILED' || left <= 1 || !isHeldUp(end)) return end
    running = false
    parts.progress('parts of the network are still in use: waiting, then deleting again')
    await awaitNoInterfaces(env, inventory, parts)
  }
}

async function deleteOnce(env: AwsEnvironment, inventory: Inventory, running: boolean, parts: DeleteParts) {
  const { stack, template } = inventory
  const token = running ? undefined : await beginDelete(env, stack.id)
  const over = new AbortController()
  const watching = watchInterfaces(env, listGroups(inventory), { ...parts, signal: over.signal })
  try {
    const { context, pace } = parts
    return await followOperation({
      env,
      stackId: stack.id,
      context,
      pace,
      template,
      expected: inventory.resources
        .filter(({ status }) => status !== 'DELETE_COMPLETE')
        .map(({ logicalId, kind }) => ({ id: logicalId, kind, verb: 'delete' as const })),
      ...(token === undefined ? {} : { token }),
    })
  } catch (error) {
    // Who follows does not know what it is until the first event is there.
    throw error instanceof Interrupted ? describeDetaching(env, 'delete') : error
  } finally {
    over.abort()
    await watching
  }
}

async function beginDelete(env: AwsEnvironment, stackId: string): Promise<string> {
  const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation')
  const token = makeToken()
  const client = await env.clients.cloudFormation()
  await client.send(new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token }))
  return token
}

/**
 * Whether time alone may mend it. CloudFormation passes on what EC2 says, and has no code for it.
 * Source: EC2's DependencyViolation and InvalidParameterValue for interfaces in use.
 */
export function isHeldUp({ failed }: Pick<OperationEnd, 'failed'>): boolean {
  const passing = /dependent object|DependencyViolation|has dependencies|network interface|currently in use/i
  return failed.length > 0 && failed.every(({ reason = '' }) => passing.test(reason))
}

async function awaitNoInterfaces(env: AwsEnvironment, inventory: Inventory, { pace, context, progress }: DeleteParts) {
  const limit = pace.now() + INTERFACES_LIMIT_MS
  for (;;) {
    await pace.wait(INTERFACES_PAUSE_MS, context.signal)
    const { length } = await listInterfaces(env, listGroups(inventory))
    if (length === 0 || context.signal.aborted || pace.now() > limit) return
    progress(`${length === 1 ? '1 network interface is' : `${length} network interfaces are`} still there`)
  }
}

function listGroups({ resources }: Inventory): string[] {
  return listIds(resources, 'AWS::EC2::SecurityGroup')
}
