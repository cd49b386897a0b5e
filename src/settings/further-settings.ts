import { checkValue } from './check-value.ts'
import {
  type Answers,
  nameVariable,
  type OnRequest,
  type Question,
  type SettingSources,
  type SettingValue,
} from './question.ts'
import { settingQuestions } from './questions.ts'
import type { SettingSource, TargetKind } from './settings.ts'

/** A setting that not everybody is asked for, as it stands once all others are answered. */
export interface FurtherSetting {
  question: Question
  listedAs: string
  value: SettingValue
  /** What has answered it and stays stronger than any prompt: `--storage`, a variable, the file. */
  givenBy?: string
}

/** Lists what can still be changed on this target, and what else of it is given already, in the order of the questions. */
export function listFurther(target: TargetKind, answers: Answers, sources: SettingSources): FurtherSetting[] {
  return settingQuestions.flatMap((question) => {
    const { asked } = question
    if (asked === 'always' || !question.targets.includes(target) || !isOffered(asked, answers)) return []
    const source = sources[question.key] ?? 'default'
    const value = answers[question.key] as SettingValue
    const setting = { question, listedAs: asked.listedAs, value }
    return [isOpen(source) ? setting : { ...setting, givenBy: nameSource(question, source) }]
  })
}

/** Whether nothing stronger than a prompt has answered. */
export function isOpen(source: SettingSource | undefined): boolean {
  return source === undefined || source === 'default' || source === 'prompt'
}

/** What the user calls the place that a value came from. */
export function nameSource({ flag }: Pick<Question, 'flag'>, source: SettingSource): string {
  if (source === 'file') return 'the settings file'
  return source === 'flag' ? `--${flag}` : nameVariable({ flag })
}

/**
 * The sentence that says which given setting an answer does not fit; undefined when it fits all.
 * @param answers with the new answer among them
 */
export function findMisfit(answers: Answers, sources: SettingSources): string | undefined {
  for (const question of settingQuestions) {
    const { [question.key]: source } = sources
    if (source === undefined || isOpen(source)) continue
    const checked = checkValue(question, answers[question.key], answers)
    if ('problem' in checked) return `does not fit ${nameSource(question, source)}, which ${checked.problem}`
  }
  return undefined
}

function isOffered({ onlyIf }: OnRequest, answers: Answers): boolean {
  return onlyIf?.(answers) ?? true
}
