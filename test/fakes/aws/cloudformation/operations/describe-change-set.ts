import type { ChangeSet } from '../change-set.ts'
import type { Change, ChangeDetail } from '../changes.ts'
import type { Stack } from '../stack.ts'
import { listParameters, listTags } from './describe.ts'

/** A change set with one page of its changes. */
export function describeChangeSet(
  stack: Stack,
  changeSet: ChangeSet,
  page: readonly Change[],
  nextToken: string | undefined,
): object {
  const shown = changeSet.status === 'CREATE_COMPLETE' ? page : []
  return {
    ...summarizeChangeSet(stack, changeSet),
    Parameters: listParameters(changeSet.definition),
    Capabilities: changeSet.definition.capabilities,
    Tags: listTags(changeSet.definition.tags),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Changes: shown.map(describeChange),
    NextToken: shown.length === 0 ? undefined : nextToken,
  }
}

export function summarizeChangeSet(stack: Stack, changeSet: ChangeSet): object {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    Description: changeSet.description,
    CreationTime: changeSet.createdAt,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    IncludeNestedStacks: false,
  }
}

function describeChange(change: Change): object {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: change.scope,
      Details: change.details.map(describeDetail),
    },
  }
}

function describeDetail({ name, requiresRecreation, evaluation, source, cause }: ChangeDetail): object {
  return {
    Target: { Attribute: name === 'Tags' ? 'Tags' : 'Properties', Name: name, RequiresRecreation: requiresRecreation },
    Evaluation: evaluation,
    ChangeSource: source,
    CausingEntity: cause,
  }
}
