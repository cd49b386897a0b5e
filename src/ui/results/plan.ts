import type { PlanResult } from '../../actions/plan.ts'
import type { Plan, PlannedDifference } from '../../targets/target-plan.ts'
import { renderNextSteps } from '../error.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { describeKind } from '../resource-kinds.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { nameTarget } from '../target-name.ts'
import { wrapText, wrapWords } from '../wrap.ts'
import { renderCaller } from './caller.ts'
import { countChanges, renderDifference } from './plan-difference.ts'
import { renderDuration, summarizeDuration } from './plan-duration.ts'
import { renderPrice, summarizePrice } from './plan-price.ts'

/**
 * What a deploy would make or change, what of it costs, and what takes time. Time and money stand last: they are what
 * one decides by.
 */
export function renderPlan(result: PlanResult, style: Style): string {
  const title = [wrapWords(describeWhole(result, style), style.width), ...renderLimits(result, style)]
  const sections = [
    result.caller ? renderCaller(result.caller, style) : '',
    renderContent(result, style),
    result.price ? renderPrice(result.price, style) : '',
    hasFirstDeploy(result) && result.duration ? renderDuration(result.duration, style) : '',
    [...title, ...renderNextSteps('Next:', result.nextSteps, style)].join('\n'),
    renderTotals(result, style),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

/** The change itself, or all that would be made where there is nothing to compare it with. */
export function renderContent(plan: Plan, style: Style): string {
  return plan.difference?.kind === 'changed' ? renderDifference(plan.difference, style) : renderResources(plan, style)
}

/** What could not be taken into account. */
export function renderLimits({ limits = [] }: Plan, style: Style): string[] {
  return limits.map((limit) => style.yellow(wrapText(sanitize(limit), style.width)))
}

function describeWhole({ environment, target, resources, difference }: PlanResult, style: Style): string {
  const place = `${style.bold(sanitize(environment))} ${nameTarget(target)}`
  if (difference?.kind === 'unchanged') return `${place} is as the settings say: a deploy would change nothing.`
  if (difference?.kind === 'changed') return `${place} would be changed${listCounts(difference)}; nothing was changed.`
  const total = resources.reduce((sum, resource) => sum + resource.count, 0)
  return `${place} would be ${formatCount(total, 'resource')}; nothing was changed.`
}

function listCounts(difference: PlannedDifference): string {
  const counts = countChanges(difference)
  return counts === '' ? '' : ` (${counts})`
}

/** The time is that of a first deploy: it says nothing about a change of what is there. */
function hasFirstDeploy({ difference }: Plan): boolean {
  return difference === undefined || difference.kind === 'new'
}

function renderResources({ resources }: Plan, style: Style): string {
  return formatTable(
    [
      { heading: 'COUNT', align: 'right' },
      { heading: 'KIND', shrinkTo: 16 },
      { heading: 'PURPOSE', shrinkTo: 20, wraps: true },
    ],
    resources.map(({ count, kind, purpose }) => [formatNumber(count), describeKind(kind).noun, purpose]),
    style,
  )
}

function renderTotals(plan: Plan, style: Style): string {
  const sentences = [...summarizeTime(plan), ...(plan.price ? [summarizePrice(plan.price)] : [])]
  return sentences.map((each) => style.bold(wrapWords(each, style.width))).join('\n')
}

/** How long it takes, where that is known. */
export function summarizeTime(plan: Plan): string[] {
  return hasFirstDeploy(plan) && plan.duration ? [summarizeDuration(plan.duration)] : []
}

/** The CloudFormation template as JSON for a file; `{}` for a target that has none. */
export function renderTemplate(result: PlanResult): string {
  return JSON.stringify(result.template ?? {}, null, 2)
}

/** The permissions policies as JSON for a file: one document, or a list of them. */
export function renderPolicy({ policy = [] }: PlanResult): string {
  return JSON.stringify(policy.length === 1 ? policy[0] : policy, null, 2)
}
