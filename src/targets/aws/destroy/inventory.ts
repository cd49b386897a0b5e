import type { Template } from '../../../estimates/template.ts'
import type { AwsEnvironment } from '../environment.ts'
import { readDeployedTemplate } from '../operate/deployed-template.ts'
import { listStackResources, type StackResource } from '../operate/stack-resources.ts'
import type { StackState } from '../stack-state.ts'
import type { FoundStack } from './find-stack.ts'

/**
 * What a stack consists of, by the ids that AWS gave: they belong to this one stack for ever, so that what is looked
 * for by them can never be another environment's.
 */
export interface Inventory {
  stack: StackState
  /** When it was deleted. */
  deletedAt?: Date
  resources: StackResource[]
  /** Absent when it cannot be read; nothing can be said of the cost then. */
  template?: Template
  /** ARNs of the stack's own secrets and of the one that RDS manages. */
  secretArns: string[]
}

/** @throws the SDK's errors of ListStackResources */
export async function readInventory(env: AwsEnvironment, { stack, deletedAt }: FoundStack): Promise<Inventory> {
  const [resources, template] = await Promise.all([
    listStackResources(env, stack.id),
    readDeployedTemplate(env, stack.id).catch(() => undefined),
  ])
  const made = resources.filter(({ physicalId }) => physicalId !== '')
  const own = listIds(made, 'AWS::SecretsManager::Secret')
  const managed = stack.outputs.SecretArn
  return {
    stack,
    ...(deletedAt ? { deletedAt } : {}),
    resources: made,
    ...(template ? { template } : {}),
    secretArns: [...new Set(managed ? [...own, managed] : own)],
  }
}

/** Physical ids of the resources of a kind. */
export function listIds(resources: readonly StackResource[], kind: string): string[] {
  return resources.filter((resource) => resource.kind === kind).map(({ physicalId }) => physicalId)
}

/** Whether its first deploy ended well: outputs come last. Of one that was taken back parts were there for minutes. */
export function wasMade({ outputs }: Pick<StackState, 'outputs'>): boolean {
  return outputs.Url !== undefined
}
