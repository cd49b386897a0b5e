import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation'
import type { PlannedDifference, ResourceChange } from '../../target-plan.ts'
import { listResourceChanges } from './resource-changes.ts'
import { describeSecurityChanges } from './security-changes.ts'

/** What DescribeChangeSet says, all pages in one list. */
export type ChangesOfSet = Pick<DescribeChangeSetOutput, 'Changes'>

/**
 * What holds data, or what everybody's connections go through: CloudFormation deletes it in a remove, and in a replace
 * puts an empty one in its place.
 */
const irreplaceableKinds: ReadonlySet<string> = new Set([
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::SecretsManager::Secret',
])

/**
 * What a deploy of `next` would change of a stack with the template `current`.
 * @param current the template as it was deployed last; undefined when there is no stack
 * @param changeSet what CloudFormation itself says of this change; it knows better what is replaced
 */
export async function compareTemplates(
  current: object | undefined,
  next: object,
  changeSet?: ChangesOfSet,
): Promise<PlannedDifference> {
  if (current === undefined) return { kind: 'new', changes: [], security: [], dangerous: [] }
  const { fullDiff } = await import('./load-full-diff.ts')
  const difference = fullDiff({ ...current }, readAsCloudFormation(current, next), changeSet)
  const changes = listResourceChanges(difference, changeSet)
  const security = describeSecurityChanges(difference)
  const unchanged = changes.length === 0 && security.length === 0 && difference.outputs.differenceCount === 0
  return { kind: unchanged ? 'unchanged' : 'changed', changes, security, dangerous: changes.filter(isDangerous) }
}

function isDangerous({ kind, action }: ResourceChange): boolean {
  return irreplaceableKinds.has(kind) && ['remove', 'replace', 'may-replace'].includes(action)
}

/**
 * GetTemplate gives `?` for each character outside of ASCII, so such a template is compared with one treated alike.
 * Source: seen, and `mangleLikeCloudFormation` of the CDK.
 */
function readAsCloudFormation(current: object, next: object): Record<string, unknown> {
  const beyondAscii = /[\u{80}-\u{10ffff}]/gu
  if (beyondAscii.test(JSON.stringify(current))) return { ...next }
  return JSON.parse(JSON.stringify(next).replace(beyondAscii, '?'))
}
