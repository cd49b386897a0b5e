import type { StackResourceDrift } from '@aws-sdk/client-cloudformation'
import type { DriftedResource } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'
import type { Pace } from '../pace.ts'

/** CloudFormation takes a second or so for each resource. */
const LIMIT_MS = 10 * 60_000
const PAUSE_MS = 3_000

/**
 * Which resources are no longer as they were deployed. Takes about a minute; changes nothing.
 * @param stackId ARN
 * @throws Error when CloudFormation cannot find out, or not in time; the SDK's errors
 */
export async function readDrift(env: AwsEnvironment, stackId: string, pace: Pace): Promise<DriftedResource[]> {
  const { DetectStackDriftCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const { StackDriftDetectionId } = await client.send(new DetectStackDriftCommand({ StackName: stackId }))
  await awaitDetection(env, StackDriftDetectionId ?? '', pace)
  return (await listDrifts(env, stackId)).map(describeDrift)
}

async function awaitDetection(env: AwsEnvironment, id: string, pace: Pace): Promise<void> {
  const { DescribeStackDriftDetectionStatusCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const limit = pace.now() + LIMIT_MS
  for (;;) {
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id })
    const { DetectionStatus, DetectionStatusReason } = await client.send(command)
    if (DetectionStatus === 'DETECTION_COMPLETE') return
    if (DetectionStatus === 'DETECTION_FAILED') {
      throw new Error(DetectionStatusReason ?? 'CloudFormation could not compare all resources')
    }
    if (pace.now() > limit) throw new Error('CloudFormation has not finished comparing within ten minutes')
    await pace.wait(PAUSE_MS)
  }
}

async function listDrifts(env: AwsEnvironment, stackId: string): Promise<StackResourceDrift[]> {
  const { DescribeStackResourceDriftsCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const drifts: StackResourceDrift[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new DescribeStackResourceDriftsCommand({
        StackName: stackId,
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    drifts.push(...(page.StackResourceDrifts ?? []))
    token = page.NextToken
  } while (token !== undefined)
  return drifts
}

/** Property paths are JSON pointers: of `/Tags/0/Value` the first part is the property's name. */
export function describeDrift(drift: StackResourceDrift): DriftedResource {
  const names = (drift.PropertyDifferences ?? []).map(({ PropertyPath = '' }) => PropertyPath.split('/')[1] ?? '')
  return {
    logicalId: drift.LogicalResourceId ?? '',
    kind: drift.ResourceType ?? '',
    state: drift.StackResourceDriftStatus === 'DELETED' ? 'deleted' : 'changed',
    properties: [...new Set(names)].filter((name) => name !== ''),
  }
}
