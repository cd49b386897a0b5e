import type { EnvironmentStatus } from '../target-status.ts'
import type { BackgroundStatus } from './control/operations.ts'

/** Sums up what the background process knows: running only if each part runs and the proxy reaches the database. */
export function describeStatus(
  background: BackgroundStatus,
  rows: number | undefined,
): Omit<EnvironmentStatus, 'environment' | 'target'> {
  const reason = findProblem(background)
  return {
    state: reason ? 'degraded' : 'running',
    ...(reason ? { reason } : {}),
    url: background.url,
    runningSince: background.startedAt,
    ...(rows === undefined ? {} : { rows }),
    components: [
      { name: 'background process', state: background.ready ? 'running' : 'starting', pid: background.pid },
      ...background.components,
    ],
    ...(background.proxy ? { proxy: background.proxy } : {}),
    functions: background.functions,
    ...(background.secret ? { secret: background.secret } : {}),
  }
}

function findProblem(background: BackgroundStatus): string | undefined {
  if (!background.ready) return 'It is still starting.'
  const failed = background.components.find((component) => component.state !== 'running')
  if (failed) return endSentence(`The ${failed.name} is ${failed.state}${failed.detail ? `: ${failed.detail}` : ''}`)
  const health = background.proxy?.target
  if (health && health.state !== 'AVAILABLE') {
    return endSentence(`The proxy's target is ${health.state}${health.description ? `: ${health.description}` : ''}`)
  }
  return undefined
}

/** What it quotes may be a sentence already. */
function endSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
