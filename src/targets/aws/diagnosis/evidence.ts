import type { TargetHealth } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { StackEvent } from '../follow/stack-event.ts'
import { readStack } from '../stack-state.ts'
import { findFirstCause } from './first-cause.ts'

/** What AWS says of a failed resource beside the event; a rollback may delete whom to ask. */
export interface Evidence {
  proxyTarget?: ProxyTarget
}

/** Why the proxy does not reach its database; `gone`: there was no proxy or no target any more to ask. */
export type ProxyTarget = { proxyName: string } & ({ health: TargetHealth } | { gone: true } | { refused: unknown })

export const targetGroupKind = 'AWS::RDS::DBProxyTargetGroup'

/**
 * Asks for what the first failure does not say itself. To be called as soon as a resource has failed, and again with
 * the end if that was missed. Never throws: what could not be asked is part of the answer.
 * @param events of this one operation, in any order
 */
export async function gatherEvidence(env: AwsEnvironment, events: readonly StackEvent[]): Promise<Evidence> {
  const cause = findFirstCause(events)
  if (cause?.kind !== targetGroupKind) return {}
  const proxyTarget = await askProxyTarget(env, cause.stackId, events)
  return proxyTarget ? { proxyTarget } : {}
}

/** How the proxy of a stack finds its database now; undefined when nothing says which proxy it is. Never throws. */
export async function askProxyTarget(
  env: AwsEnvironment,
  stackId: string,
  events: readonly StackEvent[],
): Promise<ProxyTarget | undefined> {
  const proxyName = await findProxyName(env, stackId, events)
  return proxyName === undefined ? undefined : readTarget(env, proxyName)
}

/** The proxy's physical id is its name. An update has no event of the proxy, but the stack has outputs then. */
async function findProxyName(env: AwsEnvironment, stackId: string, events: readonly StackEvent[]) {
  const ofProxy = events.find(({ kind, physicalId }) => kind === 'AWS::RDS::DBProxy' && physicalId !== '')
  if (ofProxy) return ofProxy.physicalId
  const stack = await readStack(env.clients, stackId).catch(() => undefined)
  return stack?.outputs.ProxyName
}

async function readTarget(env: AwsEnvironment, proxyName: string): Promise<ProxyTarget> {
  const { DescribeDBProxyTargetsCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  try {
    const { Targets } = await client.send(new DescribeDBProxyTargetsCommand({ DBProxyName: proxyName }))
    const health = (Targets ?? []).map(({ TargetHealth: each }) => each)
    const worst = health.find((each) => each?.State === 'UNAVAILABLE') ?? health[0]
    if (!worst?.State) return { proxyName, gone: true }
    return { proxyName, health: readHealth({ ...worst, State: worst.State }) }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    return /^DBProxy(TargetGroup|Target)?NotFound(Fault)?$/.test(name)
      ? { proxyName, gone: true }
      : { proxyName, refused: error }
  }
}

function readHealth(health: {
  State: string
  Reason?: string | undefined
  Description?: string | undefined
}): TargetHealth {
  return {
    state: health.State as TargetHealth['state'],
    ...(health.Reason === undefined ? {} : { reason: health.Reason as NonNullable<TargetHealth['reason']> }),
    ...(health.Description === undefined ? {} : { description: health.Description }),
  }
}
