import type { TemplateDiff } from '@aws-cdk/cloudformation-diff/lib/diff-template.js'
import type { Change, ResourceChange as ChangeSetEntry, ResourceChangeDetail } from '@aws-sdk/client-cloudformation'
import type { ResourceChange } from '../../target-plan.ts'

type ResourceDifference = ReturnType<TemplateDiff['resources']['get']>

/**
 * Resource by resource what would change: by the templates, and where CloudFormation has looked at the change itself,
 * as it says.
 */
export function listResourceChanges(
  difference: TemplateDiff,
  changeSet?: { Changes?: Change[] | undefined },
): ResourceChange[] {
  const byTemplate = Object.entries(difference.resources.changes).flatMap(([logicalId, each]) => {
    const change = readDifference(logicalId, each)
    return change ? [change] : []
  })
  const bySet = (changeSet?.Changes ?? []).flatMap(({ ResourceChange: entry }) => (entry ? [readEntry(entry)] : []))
  const changes = new Map(byTemplate.map((change) => [change.logicalId, change]))
  for (const change of bySet) {
    const properties = new Set([...(changes.get(change.logicalId)?.properties ?? []), ...change.properties])
    changes.set(change.logicalId, { ...change, properties: [...properties] })
  }
  return [...changes.values()].filter(({ kind }) => kind !== 'AWS::CDK::Metadata')
}

function readDifference(logicalId: string, difference: ResourceDifference): ResourceChange | undefined {
  const { isAddition, isRemoval } = difference
  const properties = [...Object.keys(difference.propertyUpdates), ...Object.keys(difference.otherChanges)].filter(
    (name) => name !== 'Metadata',
  )
  if (!isAddition && !isRemoval && !difference.resourceTypeChanged && properties.length === 0) return
  return {
    logicalId,
    kind: difference.newResourceType ?? difference.oldResourceType ?? '',
    action: chooseAction(difference),
    properties: isAddition || isRemoval ? [] : properties,
  }
}

function chooseAction(difference: ResourceDifference): ResourceChange['action'] {
  if (difference.isAddition) return 'add'
  if (difference.isRemoval) return 'remove'
  if (difference.resourceTypeChanged || difference.changeImpact === 'WILL_REPLACE') return 'replace'
  return difference.changeImpact === 'MAY_REPLACE' ? 'may-replace' : 'modify'
}

function readEntry(entry: ChangeSetEntry): ResourceChange {
  return {
    logicalId: entry.LogicalResourceId ?? '',
    kind: entry.ResourceType ?? '',
    action: readAction(entry),
    properties: [...new Set((entry.Details ?? []).flatMap(nameTarget))],
  }
}

/** `Dynamic` and whatever else may be added to the service's list mean that it is not sure. */
function readAction({ Action, Replacement }: ChangeSetEntry): ResourceChange['action'] {
  if (Action === 'Add' || Action === 'Import') return 'add'
  if (Action === 'Remove') return 'remove'
  if (Action !== 'Modify') return 'may-replace'
  if (Replacement === 'True') return 'replace'
  return Replacement === 'False' ? 'modify' : 'may-replace'
}

function nameTarget({ Target }: ResourceChangeDetail): string[] {
  if (Target?.Attribute === 'Metadata') return []
  return [Target?.Name ?? Target?.Attribute ?? ''].filter((name) => name !== '')
}
