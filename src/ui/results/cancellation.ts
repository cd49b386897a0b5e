import type { CancelResult } from '../../actions/cancel.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'
import { wrapWords } from '../wrap.ts'

const sentences: Readonly<Record<CancelResult['outcome'], string>> = {
  'taken-back': 'is as it was before: the update was cancelled and taken back',
  deleted: 'is gone: its first deploy was cancelled, and what it had made was deleted',
}

/** What became of an environment whose deploy was cancelled. */
export function renderCancellation(result: CancelResult, style: Style): string {
  const sentence = `${sanitize(result.environment)} ${nameTarget(result.target)} ${sentences[result.outcome]} (${formatDuration(result.durationMs)}).`
  return [wrapWords(sentence, style.width), '', ...renderNextSteps('Next:', result.nextSteps, style)].join('\n')
}
