import type { Plan } from '../../targets/target-plan.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { wrapText } from '../wrap.ts'
import { renderCaller } from './caller.ts'
import { renderContent, renderLimits, summarizeTime } from './plan.ts'
import { countChanges } from './plan-difference.ts'
import { describeHour, renderPrice, summarizePrice } from './plan-price.ts'

/** What somebody is about to agree to: as whom and where, what is made or changed, the money and the time. */
export function renderApproval(plan: Plan, style: Style): string {
  const sentences = [...summarizeTime(plan), ...(plan.price ? [summarizePrice(plan.price)] : [])]
  const sections = [
    plan.caller ? renderCaller(plan.caller, style) : '',
    renderContent(plan, style),
    plan.price ? renderPrice(plan.price, style) : '',
    renderLimits(plan, style).join('\n'),
    sentences.map((each) => wrapText(sanitize(each), style.width)).join('\n'),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

/** The question below it. */
export function askApproval(plan: Plan): string {
  const where = plan.caller === undefined ? 'on AWS' : `in account ${sanitize(plan.caller.account)}`
  if (plan.difference?.kind === 'changed') return `Change this ${where} (${summarizeChange(plan)})?`
  const price = describeHour(plan.price)
  return `Make this ${where}${price === '' ? '' : `, ${price}`}?`
}

/** What would be done, to be put behind `would`: `make 39 resources`, `1 replaced, 2 changed`. */
export function summarizeChange({ resources, difference }: Plan): string {
  if (difference?.kind === 'changed') return countChanges(difference) || 'outputs only'
  return formatCount(
    resources.reduce((sum, resource) => sum + resource.count, 0),
    'resource',
  )
}
