import type { PlanResult } from '../../actions/plan.ts'
import { renderNextSteps } from '../error.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { nameTarget } from '../target-name.ts'
import { wrapWords } from '../wrap.ts'
import { renderDuration, summarizeDuration } from './plan-duration.ts'
import { renderPrice, summarizePrice } from './plan-price.ts'

/**
 * What a deploy would make, in the order in which it would, what of it costs, and what takes time. Time and money stand
 * last: they are what one decides by.
 */
export function renderPlan(result: PlanResult, style: Style): string {
  const total = result.resources.reduce((sum, resource) => sum + resource.count, 0)
  const title = `${style.bold(sanitize(result.environment))} ${nameTarget(result.target)} would be ${formatCount(total, 'resource')}; nothing was changed.`
  const sections = [
    renderResources(result, style),
    result.price ? renderPrice(result.price, style) : '',
    result.duration ? renderDuration(result.duration, style) : '',
    [wrapWords(title, style.width), ...renderNextSteps('Next:', result.nextSteps, style)].join('\n'),
    renderTotals(result, style),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function renderResources({ resources }: PlanResult, style: Style): string {
  return formatTable(
    [
      { heading: 'COUNT', align: 'right' },
      { heading: 'KIND', shrinkTo: 16 },
      { heading: 'PURPOSE', shrinkTo: 12 },
    ],
    resources.map(({ count, kind, purpose }) => [formatNumber(count), kind, purpose]),
    style,
  )
}

function renderTotals({ price, duration }: PlanResult, style: Style): string {
  const sentences = [...(duration ? [summarizeDuration(duration)] : []), ...(price ? [summarizePrice(price)] : [])]
  return sentences.map((each) => style.bold(wrapWords(each, style.width))).join('\n')
}

/** The CloudFormation template as JSON for a file; `{}` for a target that has none. */
export function renderTemplate(result: PlanResult): string {
  return JSON.stringify(result.template ?? {}, null, 2)
}
