import type { FurtherSetting } from '../settings/further-settings.ts'
import type { Question, SettingValue } from '../settings/question.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { measureWidth, pad, truncate } from './truncate.ts'

/** One line of the list of what else can be changed, as inquirer wants it. */
export interface FurtherChoice {
  /** Undefined: nothing is to be changed. */
  value: Question | undefined
  name: string
  /** What stays of the list once this line is chosen. */
  short: string
  description?: string
  /** What stands behind a line that is shown, but not to be chosen; inquirer puts one space before it. */
  disabled?: string
}

const later = 'Each can be changed later too: in rds-proxy-webhook.json, and then with deploy.'

/** Columns of the cursor and the space behind it, and one that stays free. */
export const margin = 3

/** The way on, then a line for each setting with its present value and, where it is given already, by what. */
export function listFurtherChoices(settings: readonly FurtherSetting[], style: Style): FurtherChoice[] {
  const widest = Math.max(...settings.map(({ listedAs }) => measureWidth(listedAs)))
  const goOn = {
    value: undefined,
    name: 'No, go on',
    short: 'no',
    description: later,
  }
  const choices = settings.map(({ question, listedAs, value, givenBy }): FurtherChoice => {
    const source = givenBy === undefined ? '' : `by ${givenBy}`
    // Of a value that is given elsewhere only the beginning is needed; by what it is given must be readable.
    const room = style.width - margin - widest - 2 - (source === '' ? 0 : measureWidth(source) + 2)
    const name = `${pad(listedAs, widest)}  ${truncate(describeSettingValue(question, value), Math.max(room, 8), style)}`
    const choice = { value: question, name, short: listedAs, description: question.why }
    return source === '' ? choice : { ...choice, disabled: ` ${source}` }
  })
  return [goOn, ...choices]
}

/** A setting's value as a person would say it: `20 GiB`, `yes`, `one of its own`. */
function describeSettingValue({ kind, unit }: Question, value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object') return writeTags(value, ', ') || 'none'
  if (value === '' && kind.type === 'text') return kind.whenEmpty ?? 'none'
  return unit === undefined ? sanitize(String(value)) : `${value} ${unit}`
}

/** Tags as they are typed into one line. */
export function writeTags(tags: Record<string, string>, separator = ','): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  return sanitize(pairs.join(separator))
}
