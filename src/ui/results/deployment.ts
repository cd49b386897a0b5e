import type { DeployResult } from '../../actions/deploy.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'

const sentences: Record<DeployResult['outcome'], string> = {
  created: 'is ready',
  started: 'runs again, with its data',
  updated: 'is up to date with its new settings',
  unchanged: 'runs already with these settings; nothing was changed',
}

/** What a deploy came to. The URL stands alone on the last line. */
export function renderDeployment(result: DeployResult, style: Style): string {
  const name = style.bold(sanitize(result.environment))
  const took = result.outcome === 'unchanged' ? '' : style.dim(` (${formatDuration(result.durationMs)})`)
  return [
    `${name} ${nameTarget(result.target)} ${style.green(sentences[result.outcome])}${took}`,
    '',
    ...renderNextSteps('Next:', result.nextSteps, style),
    '',
    style.bold(sanitize(result.url)),
  ].join('\n')
}
