import type { EnvironmentStatus } from '../../../target-status.ts'
import { readPhase, type StackState } from '../../stack-state.ts'

/** Why an environment that was deployed does not simply run; undefined when it does. One sentence. */
export function findProblem(
  stack: Pick<StackState, 'status'>,
  { components, proxy, drift }: Pick<EnvironmentStatus, 'components' | 'proxy' | 'drift'>,
): string | undefined {
  if (readPhase(stack.status) === 'stuck') {
    return 'An update failed, and so did its rollback. Mend what stopped it, then let the rollback go on.'
  }
  const part = components.find(({ state }) => state !== 'running' && state !== 'unknown')
  if (part) return endSentence(`The ${part.name} is ${part.state}${part.detail ? `: ${part.detail}` : ''}`)
  if (proxy && proxy.target.state !== 'AVAILABLE') {
    const { state, reason, description } = proxy.target
    const details = [reason, description].filter((each) => each !== undefined).join(', ')
    return endSentence(`The proxy's way to the database is ${state}${details === '' ? '' : `: ${details}`}`)
  }
  const lost = drift?.find((resource) => resource.state === 'deleted')
  return lost && `Somebody deleted ${lost.logicalId} (${lost.kind}) beside this program.`
}

/** What it quotes may be a sentence already. */
function endSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
