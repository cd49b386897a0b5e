import { freeKinds, kindsBilledByUse } from '../../../../estimates/price-table.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { readPhase } from '../../stack-state.ts'
import type { Inventory } from '../inventory.ts'
import type { FoundLeftover } from './leftover-search.ts'

/** Kinds that are looked for at their own service. */
const searchedKinds = new Set([
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::EC2::VPCEndpoint',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
])

/**
 * What CloudFormation itself says is left: the stack when its delete failed, with what it could not delete, and the
 * resources that it was told to leave alone.
 */
export function listOfStack(env: AwsEnvironment, { stack, resources }: Inventory): FoundLeftover[] {
  const gone = readPhase(stack.status) === 'gone'
  const left = resources.filter(({ kind, status }) => status !== 'DELETE_COMPLETE' && !searchedKinds.has(kind))
  const ofResources = left.map(({ kind, physicalId, status, reason }) => ({
    name: `${kind} ${physicalId} (${status}${reason ? `: ${reason}` : ''})`,
    ...(gone ? {} : { removeWith: env.command('destroy') }),
    billed: !freeKinds.has(kind) && !kindsBilledByUse.has(kind),
  }))
  if (gone) return ofResources
  return [
    { name: `stack ${stack.name} (${stack.status})`, removeWith: env.command('destroy'), billed: false },
    ...ofResources.filter((_, index) => left[index]?.status === 'DELETE_FAILED'),
  ]
}
