import { type CheckedValue, checkValue } from './check-value.ts'
import { closest } from './closest.ts'
import { isJsonObject, type JsonObject, type SettingsFile, unknownKey } from './file.ts'
import { invalidFile } from './file-errors.ts'
import type { Answers, Question } from './question.ts'
import { settingQuestions, targetQuestion } from './questions.ts'
import type { TargetKind } from './settings.ts'

/** What the file says about one environment, by question key; types are still to be checked. */
export interface FileAnswers {
  target: TargetKind
  values: Record<string, unknown>
}

/**
 * Reads one environment's entry.
 * @throws UserError for a missing target and for keys that no question of that target has.
 */
export function readFileAnswers(file: SettingsFile, environment: string): FileAnswers {
  const entry = file.environments[environment] as JsonObject
  const at = `environments.${environment}`
  const target = checkValue(targetQuestion, entry.target, {})
  if ('problem' in target) throw invalidFile(file.path, `${at}.target ${target.problem}`)
  const values: Record<string, unknown> = {}
  collectValues(file.path, at, entry, '', target.value as TargetKind, values)
  return { target: target.value as TargetKind, values }
}

/** Checks a value of the file, with the answers before it; the sentence names the place. */
export function checkFileAnswer(
  file: SettingsFile,
  environment: string,
  question: Question,
  value: unknown,
  answers: Answers,
): CheckedValue {
  const checked = checkValue(question, value, answers)
  if ('value' in checked) return checked
  throw invalidFile(
    file.path,
    `environments.${environment}.${question.key} ${checked.problem}, not ${JSON.stringify(value)}`,
  )
}

function collectValues(
  path: string,
  at: string,
  entry: JsonObject,
  prefix: string,
  target: TargetKind,
  values: Record<string, unknown>,
): void {
  for (const [name, value] of Object.entries(entry)) {
    const key = prefix + name
    if (key === 'target') continue
    const keys = settingQuestions.filter((question) => question.targets.includes(target)).map((each) => each.key)
    if (keys.includes(key)) values[key] = value
    else if (isJsonObject(value) && keys.some((each) => each.startsWith(`${key}.`))) {
      collectValues(path, at, value, `${key}.`, target, values)
    } else throw unknownKey(path, `${at}.${key}`, suggestKey(prefix, name, keys))
  }
}

/** Looks among the keys of the same group first, so that `proxy.borowTimeout` is found as `borrowTimeout`. */
function suggestKey(prefix: string, name: string, keys: readonly string[]): string | undefined {
  const siblings = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length).split('.')[0] as string)
  return (
    closest(name, new Set(siblings)) ??
    closest(
      name,
      keys.map((key) => key.split('.').at(-1) as string),
    )
  )
}
