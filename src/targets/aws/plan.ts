import { estimateDuration } from '../../estimates/durations.ts'
import { estimatePrice } from '../../estimates/prices.ts'
import type { Template } from '../../estimates/template.ts'
import type { AwsSettings } from '../../settings/settings.ts'
import type { Caller, Plan, PlannedResource } from '../target.ts'
import { type ChangesOfSet, compareTemplates } from './difference/compare-templates.ts'
import type { AwsEnvironment } from './environment.ts'
import { resourcePurposes } from './resource-purposes.ts'
import { synthesizeStack } from './synth.ts'

/**
 * What a deploy would make on AWS, what that would cost and how long it would take, with the template. Needs neither
 * credentials nor the network: the places of the functions' bundles are parameters of the template.
 * @throws UserError for settings that AWS would refuse.
 */
export async function planAws(environment: string, settings: AwsSettings): Promise<Plan> {
  const { template } = await synthesizeStack(environment, settings)
  return describeTemplate(environment, settings, template)
}

/** A change that a deploy is about to make. */
export interface ChangeToDescribe {
  /** The template to deploy. */
  template: object
  /** The template that was deployed last; absent when there is no stack. */
  current?: object | undefined
  /** What CloudFormation says of the change, all pages in one. */
  changeSet?: ChangesOfSet | undefined
  caller?: Caller | undefined
}

/** The plan of a change whose template is made already, for whoever has to agree to it. */
export async function describeChange(
  env: Pick<AwsEnvironment, 'name'>,
  settings: AwsSettings,
  { template, current, changeSet, caller }: ChangeToDescribe,
): Promise<Plan> {
  return {
    ...describeTemplate(env.name, settings, template),
    ...(caller && { caller }),
    difference: await compareTemplates(current, template, changeSet),
  }
}

function describeTemplate(environment: string, settings: AwsSettings, template: Template): Plan {
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
