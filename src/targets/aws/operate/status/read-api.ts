import type { ComponentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'
import type { DeployedStack } from '../read-outputs.ts'
import { listStackResources } from '../stack-resources.ts'

/**
 * The HTTP API as CloudFormation knows it. It is not called: that would record a request. What somebody changed beside
 * CloudFormation shows in the drift only.
 */
export async function readApi(env: AwsEnvironment, stack: DeployedStack): Promise<Omit<ComponentStatus, 'name'>> {
  const resources = await listStackResources(env, stack.id)
  const ofApi = resources.filter(({ kind }) => kind.startsWith('AWS::ApiGatewayV2::'))
  const unfinished = ofApi.find(({ status }) => !status.endsWith('_COMPLETE'))
  const address = stack.outputs.Url
  if (unfinished === undefined && ofApi.length > 0) return { state: 'running', address }
  const failed = unfinished === undefined || unfinished.status.endsWith('_FAILED')
  return {
    state: failed ? 'failed' : 'running',
    address,
    detail: unfinished ? `${unfinished.logicalId} is ${unfinished.status}` : 'it is not in the stack',
  }
}
