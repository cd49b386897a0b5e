import { estimateDuration } from '../../estimates/durations.ts'
import { estimatePrice } from '../../estimates/prices.ts'
import type { Template } from '../../estimates/template.ts'
import type { AwsSettings } from '../../settings/settings.ts'
import type { Plan, PlannedResource } from '../target.ts'
import { resourcePurposes } from './resource-purposes.ts'
import { synthesizeStack } from './synth.ts'

/**
 * What a deploy would make on AWS, what that would cost and how long it would take, with the template. Needs neither
 * credentials nor the network: the places of the functions' bundles are parameters of the template.
 * @throws UserError for settings that AWS would refuse.
 */
export async function planAws(environment: string, settings: AwsSettings): Promise<Plan> {
  const { template } = await synthesizeStack(environment, settings)
  return {
    target: 'aws',
    environment,
    resources: listResources(template),
    template,
    price: estimatePrice(template, settings.region),
    duration: estimateDuration(template),
  }
}

function listResources(template: Template): PlannedResource[] {
  const counts = new Map<string, number>()
  for (const { Type } of Object.values(template.Resources ?? {})) counts.set(Type, (counts.get(Type) ?? 0) + 1)
  const explained = Object.keys(resourcePurposes).filter((kind) => counts.has(kind))
  const others = [...counts.keys()].filter((kind) => !(kind in resourcePurposes))
  return [...explained, ...others].map((kind) => ({
    kind,
    count: counts.get(kind) ?? 0,
    purpose: resourcePurposes[kind] ?? 'part of the stack',
  }))
}
