import type { CodeLocation } from '../../../stack/app.ts'
import { estimateDuration } from '../../estimates/durations.ts'
import { readLearnedDurations } from '../../estimates/learned-durations.ts'
import { estimatePrice } from '../../estimates/prices.ts'
import type { Template } from '../../estimates/template.ts'
import type { AwsSettings } from '../../settings/settings.ts'
import type { WorkContext } from '../target.ts'
import type { Caller, Plan, PlannedDifference, PlannedResource } from '../target-plan.ts'
import { locateAssetBucket } from './assets/asset-bucket.ts'
import { type FunctionBundle, readFunctionBundles } from './assets/function-bundles.ts'
import { type ChangesOfSet, compareTemplates } from './difference/compare-templates.ts'
import type { AwsEnvironment } from './environment.ts'
import { lookAtAws, type SeenOnAws } from './look-at-aws.ts'
import { refuseOtherVpc } from './network/refuse-other-vpc.ts'
import { priceTemplate } from './price-list/price-template.ts'
import { resourcePurposes } from './resource-purposes.ts'
import { synthesizeStack } from './synth.ts'
import { readZoneIds } from './zone-ids.ts'

/**
 * What a deploy would make on AWS, what that would cost and how long it would take, with the template. Needs neither
 * credentials nor the network: the places of the functions' bundles are parameters of the template. Where AWS can be
 * asked, also as whom, and what would change; where not, `limits` says why.
 * @throws UserError for settings that AWS would refuse; Interrupted on Ctrl-C
 */
export async function planAws(
  env: AwsEnvironment,
  settings: AwsSettings,
  context: Pick<WorkContext, 'signal'>,
  { patience, readBundles = readFunctionBundles }: PlanParts = {},
): Promise<Plan> {
  // First, for it refuses settings at once.
  const { template } = await synthesizeStack(env.name, settings)
  const seen = await lookAtAws(env, context, patience)
  const [described, difference] = await Promise.all([
    describeTemplate(env, settings, { template, askPrices: seen.caller !== undefined, signal: context.signal }),
    compareWithDeployed(env, settings, seen, readBundles),
  ])
  return {
    ...described,
    ...(seen.caller && { caller: seen.caller }),
    ...(difference && { difference }),
    ...(seen.limits.length > 0 && { limits: seen.limits }),
  }
}

/** What tests put something else in place of. */
export interface PlanParts {
  /** Milliseconds for each of the two questions to AWS. */
  patience?: number
  readBundles?: () => Promise<FunctionBundle[]>
}

/** A change that a deploy is about to make. */
export interface ChangeToDescribe {
  /** The template to deploy. */
  template: object
  /** The template that was deployed last; absent when there is no stack. */
  current?: object | undefined
  /** What CloudFormation says of the change, all pages in one. */
  changeSet?: ChangesOfSet | undefined
  /** Absent: AWS cannot be asked for prices either. */
  caller?: Caller | undefined
  /** Aborted on Ctrl-C. */
  signal?: AbortSignal | undefined
}

/**
 * The plan of a change whose template is made already, for whoever has to agree to it.
 * @throws Interrupted when the signal is aborted
 */
export async function describeChange(
  env: AwsEnvironment,
  settings: AwsSettings,
  { template, current, changeSet, caller, signal }: ChangeToDescribe,
): Promise<Plan> {
  const [described, difference] = await Promise.all([
    describeTemplate(env, settings, { template, askPrices: caller !== undefined, signal }),
    compareTemplates(current, template, changeSet),
  ])
  return { ...described, ...(caller && { caller }), difference }
}

/** Undefined when it is not known what there is. */
async function compareWithDeployed(
  env: AwsEnvironment,
  settings: AwsSettings,
  { caller, deployed }: SeenOnAws,
  readBundles: () => Promise<FunctionBundle[]>,
): Promise<PlannedDifference | undefined> {
  if (!caller || !deployed) return undefined
  if (deployed === 'none') return compareTemplates(undefined, {})
  refuseOtherVpc(env, deployed.template, settings)
  const availabilityZoneIds = readZoneIds(deployed.template)
  const { template } = await synthesizeStack(env.name, settings, {
    code: locateCode(caller, await readBundles()),
    ...(availabilityZoneIds && { availabilityZoneIds }),
  })
  return compareTemplates(deployed.template, template)
}

/** Where a deploy would put the functions' bundles: their keys are made from their contents, so nothing is uploaded. */
function locateCode(caller: Caller, bundles: readonly FunctionBundle[]): CodeLocation {
  const keys = Object.fromEntries(bundles.map(({ name, key }) => [name, key])) as CodeLocation['keys']
  return { bucket: locateAssetBucket(caller).name, keys }
}

interface TemplateToDescribe {
  template: Template
  askPrices: boolean
  signal: AbortSignal | undefined
}

async function describeTemplate(env: AwsEnvironment, settings: AwsSettings, what: TemplateToDescribe): Promise<Plan> {
  const { template, signal } = what
  return {
    target: 'aws',
    environment: env.name,
    resources: listResources(template),
    template,
    price: what.askPrices
      ? await priceTemplate(env, template, signal ? { signal } : {})
      : estimatePrice(template, settings.region),
    duration: estimateDuration(template, await readLearnedDurations(settings.region)),
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
