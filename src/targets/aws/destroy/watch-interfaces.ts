import type { WorkContext } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import { listInterfaces } from './interfaces.ts'

export interface WatchParts {
  context: WorkContext
  pace: Pace
  progress: (detail: string) => void
  /** Aborted when the delete has ended. */
  signal: AbortSignal
}

const PAUSE_MS = 20_000

/** Why groups and subnets are deleted so slowly. */
export const interfacesExplanation =
  'AWS itself removes the network interfaces of the functions, which takes it 20 to 40 minutes at worst; groups and subnets wait for that. There is nothing to do, and none of this costs anything.'

/**
 * Says, while a stack is deleted, how many network interfaces of its functions are still there, and once why that
 * takes so long. Stops quietly when it may not look: the delete does not need it.
 */
export async function watchInterfaces(
  env: AwsEnvironment,
  groupIds: readonly string[],
  { context, pace, progress, signal }: WatchParts,
): Promise<void> {
  let explained = false
  while (!signal.aborted) {
    await pace.wait(PAUSE_MS, signal)
    if (signal.aborted) return
    const count = await countOfFunctions(env, groupIds)
    if (count === undefined) return
    if (count === 0 || signal.aborted) continue
    progress(`${count} network ${count === 1 ? 'interface' : 'interfaces'} of the functions left, which AWS removes`)
    if (!explained) context.emit('noticed', { message: interfacesExplanation })
    explained = true
  }
}

async function countOfFunctions(env: AwsEnvironment, groupIds: readonly string[]): Promise<number | undefined> {
  try {
    const interfaces = await listInterfaces(env, groupIds)
    return interfaces.filter(({ InterfaceType }) => InterfaceType === 'lambda').length
  } catch {
    return undefined
  }
}
