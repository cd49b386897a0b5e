import { type Choice, describePrompt, type Question, type SettingValue, type TextKind } from '../settings/question.ts'
import type { AskContext } from '../settings/resolve.ts'
import { writeTags } from './further-choices.ts'

/** What inquirer is told of one prompt. */
export interface PromptConfig {
  message: string
  choices?: readonly Line[]
  [option: string]: unknown
}

/** A line of a list to choose from. */
export interface Line {
  value: unknown
  name: string
  short: string
  description?: string
}

/** Shows a prompt of the given kind, such as `select`, and waits for the answer. */
export type Run = (kind: string, config: PromptConfig) => Promise<unknown>

/** Asks one question of the settings, by the kind of prompt that suits it, until the answer is valid. */
export async function askQuestion(
  question: Question,
  { defaultValue, read }: AskContext,
  run: Run,
  complain: (problem: string) => void,
): Promise<SettingValue> {
  while (true) {
    const checked = read(await typeAnswer(question, defaultValue, read, run))
    if ('value' in checked) return checked.value
    complain(checked.problem)
  }
}

/** The answer as text, whatever kind of prompt suits the question. Only free text is checked while it is typed. */
async function typeAnswer(
  question: Question,
  defaultValue: SettingValue,
  read: AskContext['read'],
  run: Run,
): Promise<string> {
  const { kind, unit } = question
  const message = unit === undefined ? describePrompt(question) : `${describePrompt(question)} (${unit})`
  if (kind.type === 'boolean') return String(await run('confirm', { message, default: defaultValue }))
  if (kind.type === 'choice') return select(message, kind.choices.map(toLine), defaultValue, run)
  const shown = typeof defaultValue === 'object' ? writeTags(defaultValue) : String(defaultValue)
  if (kind.type === 'text' && kind.suggestions) {
    const picked = await selectSuggestion(message, kind, kind.suggestions, shown, run)
    if (picked !== other) return picked
  }
  return String(await run('input', { message, default: shown, validate: (text: string) => validate(text, read) }))
}

/** Stands for what is to be typed; no text that is an answer is empty where there is a list. */
const other = ''

async function selectSuggestion(
  message: string,
  kind: TextKind,
  suggestions: readonly Choice[],
  shown: string,
  run: Run,
): Promise<string> {
  const lines: Line[] = suggestions.map(toLine)
  if (kind.other !== undefined) lines.push({ value: other, name: kind.other, short: kind.other })
  const isKnown = suggestions.some(({ value }) => value === shown)
  return select(message, lines, isKnown ? shown : other, run)
}

function toLine({ value, meaning }: Choice): Line {
  return { value, name: `${value}: ${meaning}`, short: value }
}

async function select(message: string, choices: Line[], defaultValue: SettingValue, run: Run): Promise<string> {
  return String(await run('select', { message, choices, default: defaultValue }))
}

/** inquirer wants true or the sentence to show. */
function validate(text: string, read: AskContext['read']): true | string {
  const checked = read(text)
  return 'value' in checked || `It ${checked.problem}.`
}
