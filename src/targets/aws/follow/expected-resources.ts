import type { Change } from '@aws-sdk/client-cloudformation'
import type { Verb } from '../../../estimates/learned-durations.ts'
import type { Template } from '../../../estimates/template.ts'
import type { ExpectedResource } from './operation-estimate.ts'

/** All resources of a template, for an operation that makes or deletes all of them. */
export function expectAll(template: Template, verb: Verb): ExpectedResource[] {
  return Object.entries(template.Resources ?? {}).map(([id, { Type }]) => ({ id, kind: Type, verb }))
}

/** Those that a change set would touch. A replacement makes the resource anew. */
export function expectChanges(changes: readonly Change[]): ExpectedResource[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    if (!change?.LogicalResourceId) return []
    return [{ id: change.LogicalResourceId, kind: change.ResourceType ?? '', verb: readVerb(change) }]
  })
}

function readVerb({ Action, Replacement }: NonNullable<Change['ResourceChange']>): Verb {
  if (Action === 'Remove') return 'delete'
  return Action === 'Add' || Action === 'Import' || Replacement === 'True' ? 'create' : 'update'
}
