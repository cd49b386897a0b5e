import { freeKinds, kindsBilledByUse } from '../../../estimates/price-table.ts'
import { isAnyProtected, readProtection } from '../destroy/protection.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { StackState } from '../stack-state.ts'
import { listStackResources, type StackResource } from './stack-resources.ts'

/** What a deploy that failed, or a delete, has left although nothing runs any more. */
export interface Remains {
  /** One sentence on what is billed. */
  sentence: string
  /** Command that removes it. */
  removeWith: string
}

/** What people call the parts that cost most. */
const names: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'the database',
  'AWS::RDS::DBProxy': 'the RDS Proxy',
  'AWS::EC2::VPCEndpoint': 'the VPC endpoint',
  'AWS::SecretsManager::Secret': 'the secret',
}

/**
 * What of a stack is still there and billed as long as it is; undefined when nothing is.
 * @throws the SDK's errors
 */
export async function findRemains(env: AwsEnvironment, stack: Pick<StackState, 'id'>): Promise<Remains | undefined> {
  const resources = await listStackResources(env, stack.id)
  const billed = resources.filter(isBilled)
  if (billed.length === 0) return undefined
  const isProtected = isAnyProtected(await readProtection(env, { stack, resources: billed }))
  const listed = billed.map(({ kind, physicalId }) => `${names[kind] ?? kind} ${physicalId}`).join(', ')
  const are = billed.length === 1 ? 'is' : 'are'
  return {
    sentence: `Still there and billed ${are} ${listed}${isProtected ? ', protected against deletion' : ''}.`,
    removeWith: env.command(isProtected ? 'destroy --remove-protection' : 'destroy'),
  }
}

/** Whether it is there and costs money as long as it is, used or not. */
export function isBilled({ kind, physicalId, status }: StackResource): boolean {
  return physicalId !== '' && status !== 'DELETE_COMPLETE' && !freeKinds.has(kind) && !kindsBilledByUse.has(kind)
}
