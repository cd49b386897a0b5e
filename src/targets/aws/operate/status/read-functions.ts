import type { StackOutputs } from '../../../../../stack/app.ts'
import type { ComponentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'

export interface DeployedFunction {
  name: 'webhook' | 'query' | 'rotation'
  /** As Lambda knows it. */
  functionName: string
}

/** Those that the environment has. */
export function listFunctions(outputs: StackOutputs): DeployedFunction[] {
  return [
    { name: 'webhook', functionName: outputs.WebhookFunctionName },
    { name: 'query', functionName: outputs.QueryFunctionName },
    ...(outputs.RotationFunctionName === undefined
      ? []
      : [{ name: 'rotation' as const, functionName: outputs.RotationFunctionName }]),
  ]
}

/**
 * A function by its configuration. `Inactive` ones run as well: Lambda only has to place them in the VPC again.
 * @throws the SDK's errors
 */
export async function readFunction(
  env: AwsEnvironment,
  { functionName }: DeployedFunction,
): Promise<Omit<ComponentStatus, 'name'>> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda')
  const client = await env.clients.lambda()
  const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = found
  if (State === 'Failed') return withDetail('failed', StateReason)
  if (State === 'Pending') return withDetail('starting', StateReason)
  if (LastUpdateStatus === 'Failed') return withDetail('failed', LastUpdateStatusReason)
  if (State === 'Inactive') return withDetail('running', 'asleep: the next call takes up to a minute')
  return { state: 'running' }
}

function withDetail(state: ComponentStatus['state'], detail: string | undefined): Omit<ComponentStatus, 'name'> {
  return { state, ...(detail === undefined ? {} : { detail }) }
}
