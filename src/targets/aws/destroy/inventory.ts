import type { AskedPrices } from '../../../estimates/asked-prices.ts'
import { estimatePrice } from '../../../estimates/prices.ts'
import type { Template } from '../../../estimates/template.ts'
import type { PlannedPrice } from '../../target-plan.ts'
import type { AwsEnvironment } from '../environment.ts'
import { PRICE_PATIENCE_MS } from '../operate/cost-so-far.ts'
import { readDeployedTemplate } from '../operate/deployed-template.ts'
import { listStackResources, type StackResource } from '../operate/stack-resources.ts'
import { askForTemplate } from '../price-list/price-template.ts'
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
  /** AWS's own prices for what is in the template, as far as they could be had. */
  prices?: AskedPrices
  /** ARNs of the stack's own secrets and of the one that RDS manages. */
  secretArns: string[]
}

export interface InventoryOptions {
  /** Aborted on Ctrl-C. */
  signal?: AbortSignal
  now?: () => Date
}

/** @throws the SDK's errors of ListStackResources; Interrupted when the signal is aborted */
export async function readInventory(
  env: AwsEnvironment,
  { stack, deletedAt }: FoundStack,
  options: InventoryOptions = {},
): Promise<Inventory> {
  const [made, template] = await Promise.all([
    listMade(env, stack.id),
    readDeployedTemplate(env, stack.id).catch(() => undefined),
  ])
  const prices = template && (await askForTemplate(env, template, { ...options, patience: PRICE_PATIENCE_MS }))
  const own = listIds(made, 'AWS::SecretsManager::Secret')
  const managed = stack.outputs.SecretArn
  return {
    stack,
    ...(deletedAt ? { deletedAt } : {}),
    resources: made,
    ...(template ? { template } : {}),
    ...(prices ? { prices } : {}),
    secretArns: [...new Set(managed ? [...own, managed] : own)],
  }
}

/** The resources of a stack that were really made. @param stackId ARN @throws the SDK's errors */
export async function listMade(env: AwsEnvironment, stackId: string): Promise<StackResource[]> {
  return (await listStackResources(env, stackId)).filter(({ physicalId }) => physicalId !== '')
}

/** What a part of the template costs, or all of it; undefined when it is not known what was deployed. */
export function priceInventory(
  env: Pick<AwsEnvironment, 'region'>,
  { template, prices }: Pick<Inventory, 'template' | 'prices'>,
  kind?: string,
): PlannedPrice | undefined {
  if (template === undefined) return undefined
  const wanted = Object.entries(template.Resources ?? {}).filter(([, { Type }]) => kind === undefined || Type === kind)
  return estimatePrice({ ...template, Resources: Object.fromEntries(wanted) }, env.region, prices)
}

/** Physical ids of the resources of a kind. */
export function listIds(resources: readonly StackResource[], kind: string): string[] {
  return resources.filter((resource) => resource.kind === kind).map(({ physicalId }) => physicalId)
}

/** Whether its first deploy ended well: outputs come last. Of one that was taken back parts were there for minutes. */
export function wasMade({ outputs }: Pick<StackState, 'outputs'>): boolean {
  return outputs.Url !== undefined
}
