import type { PlanResult } from '../../actions/plan.ts'
import { renderNextSteps } from '../error.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { nameTarget } from '../target-name.ts'

/** What a deploy would make, in the order in which it would. */
export function renderPlan(result: PlanResult, style: Style): string {
  const total = result.resources.reduce((sum, resource) => sum + resource.count, 0)
  const title = `${style.bold(sanitize(result.environment))} ${nameTarget(result.target)} would be ${formatCount(total, 'resource')}; nothing was changed.`
  return [
    formatTable(
      [
        { heading: 'COUNT', align: 'right' },
        { heading: 'KIND', shrinkTo: 16 },
        { heading: 'PURPOSE', shrinkTo: 12 },
      ],
      result.resources.map(({ count, kind, purpose }) => [formatNumber(count), kind, purpose]),
      style,
    ),
    '',
    title,
    ...renderNextSteps('Next:', result.nextSteps, style),
  ].join('\n')
}

/** The CloudFormation template as JSON for a file; `{}` for a target that has none. */
export function renderTemplate(result: PlanResult): string {
  return JSON.stringify(result.template ?? {}, null, 2)
}
