import type { Emit } from '../../../events.ts'
import { describeAwsError } from '../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../environment.ts'
import { isNotFound } from '../operate/not-found.ts'
import type { Pace } from '../operate/pace.ts'

export interface DetachParts {
  pace: Pace
  emit: Emit
  signal: AbortSignal
}

/** Lambda needs half a minute or so; a delete of the stack works without it, only longer. */
const LIMIT_MS = 5 * 60_000
const PAUSE_MS = 3_000

/**
 * Takes the functions out of the VPC, all at once, so that Lambda begins to remove their network interfaces, and waits
 * until Lambda is done: it does this with the functions' roles, which the delete of the stack takes away. One that
 * cannot be taken out is warned of: it only makes the delete longer.
 * @returns how many were taken out
 */
export async function detachFunctions(
  env: AwsEnvironment,
  names: readonly string[],
  parts: DetachParts,
): Promise<number> {
  const done = await Promise.all(names.map((name) => detach(env, name, parts)))
  return done.filter(Boolean).length
}

async function detach(env: AwsEnvironment, name: string, parts: DetachParts): Promise<boolean> {
  try {
    return await detachAndWait(env, name, parts)
  } catch (error) {
    if (isNotFound(error)) return false
    const described = describeAwsError(error, env)
    const reason = described instanceof Error ? described.message : String(described)
    parts.emit('warned', { message: `${name} stays in the VPC, which makes the delete longer: ${reason}` })
    return false
  }
}

async function detachAndWait(env: AwsEnvironment, name: string, { pace, signal }: DetachParts): Promise<boolean> {
  const { UpdateFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda')
  const client = await env.clients.lambda()
  const limit = pace.now() + LIMIT_MS
  let asked = false
  for (;;) {
    const { inVpc, busy } = await readPlace(env, name)
    if (!inVpc && !busy) return asked
    if (pace.now() > limit) throw new Error('Lambda has not finished within five minutes')
    if (signal.aborted) return asked
    if (inVpc && !busy && !asked) {
      const nowhere = { SubnetIds: [], SecurityGroupIds: [] }
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, VpcConfig: nowhere }))
      asked = true
    }
    await pace.wait(PAUSE_MS, signal)
  }
}

async function readPlace(env: AwsEnvironment, name: string): Promise<{ inVpc: boolean; busy: boolean }> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda')
  const client = await env.clients.lambda()
  const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }))
  return {
    inVpc: (found.VpcConfig?.SubnetIds ?? []).length > 0,
    busy: found.LastUpdateStatus === 'InProgress' || found.State === 'Pending',
  }
}
