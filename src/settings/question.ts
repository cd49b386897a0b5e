import type { SettingSource, TargetKind } from './settings.ts'

/** What the answer to a question may be. Tags are the only record. */
export type SettingValue = string | number | boolean | Record<string, string>

/** Answers so far, by question key. */
export type Answers = Readonly<Record<string, SettingValue>>

/** The shape of an answer. Ranges are inclusive. */
export type QuestionKind =
  | { type: 'integer'; min: number; max: number }
  | { type: 'boolean' }
  | { type: 'choice'; choices: readonly Choice[] }
  | TextKind
  | { type: 'tags' }

export interface TextKind {
  type: 'text'
  /** What stands for the value in help: `PATH`. */
  placeholder: string
  maxLength: number
  /** What no text at all means, such as `none`; undefined where there must be one. */
  whenEmpty?: string
  pattern?: RegExp
  /** What the text must be, to be put behind `must be`. */
  shape?: string
  /** Known ones to choose from: whoever is asked gets a list. */
  suggestions?: readonly Choice[]
  /** Set where the suggestions are not all there is: the last line of their list, behind which any other is typed. */
  other?: string
}

export interface Choice {
  value: string
  /** One line on what choosing it means. */
  meaning: string
}

/** How `init` offers a question that it does not put to everybody. */
export interface OnRequest {
  /** In a few words, for the list of what else can be changed: `MySQL version`. */
  listedAs: string
  /** Whether it means anything beside the other answers; default: always. */
  onlyIf?: (answers: Answers) => boolean
}

/** Facts from outside that a default may depend on. */
export interface Surroundings {
  env: NodeJS.ProcessEnv
  /** Where relative paths in answers begin; default: the process's. */
  workingDirectory?: string
}

/**
 * One thing that `init` asks, that a flag, an environment variable and the file can answer, and that the schema
 * describes.
 */
export interface Question {
  /** Dot path in the environment's settings: `proxy.borrowTimeout`. */
  key: string
  /** Without the dashes. The environment variable is derived from it. */
  flag: string
  targets: readonly TargetKind[]
  prompt: string
  /** One line on why it matters. */
  why: string
  kind: QuestionKind
  /** `s`, `%`, `GiB`, `days`: shown behind the question. */
  unit?: string
  /**
   * `always`: `init` asks it of everybody. Else it asks those who choose it from its list of further settings, and for
   * all others the default is taken, unless a flag, a variable or the file answers it.
   */
  asked: 'always' | OnRequest
  /**
   * Key of an earlier question whose answer this one is about: as the subnets are those of one VPC. What was answered
   * for another one no longer counts.
   */
  partOf?: string
  /** Called with the answers of all earlier questions. */
  defaultValue: (answers: Answers, surroundings: Surroundings) => SettingValue
  /** A rule between this answer and earlier ones; a sentence when it is broken. */
  check?: (value: SettingValue, answers: Answers) => string | undefined
  /** Turns an answer that was typed into what is kept: a relative path would mean another file elsewhere. */
  complete?: (value: SettingValue, surroundings: Surroundings) => SettingValue
}

/** Where the value of each question came from, by key. */
export type SettingSources = Record<string, SettingSource>

const prefix = 'RDS_PROXY_WEBHOOK_'

/** `max-connections-percent` is also RDS_PROXY_WEBHOOK_MAX_CONNECTIONS_PERCENT. */
export function nameVariable(question: Pick<Question, 'flag'>): string {
  return prefix + question.flag.replaceAll('-', '_').toUpperCase()
}

/** The question as it is put, without its unit. */
export function describePrompt({ prompt, kind }: Pick<Question, 'prompt' | 'kind'>): string {
  return kind.type === 'text' && kind.whenEmpty !== undefined ? `${prompt} (empty: ${kind.whenEmpty})` : prompt
}

/** What to write in place of the value in help and examples: `1-100`, `local|aws`, `PATH`. */
export function describeValue(kind: QuestionKind): string {
  if (kind.type === 'integer') return `${kind.min}-${kind.max}`
  if (kind.type === 'boolean') return 'true|false'
  if (kind.type === 'choice') return kind.choices.map((choice) => choice.value).join('|')
  return kind.type === 'tags' ? 'KEY=VALUE' : kind.placeholder
}

/** The question's flag with a value to fill in, as it is typed. */
export function describeFlag(question: Question): string {
  return question.kind.type === 'boolean' ? `--${question.flag}` : `--${question.flag} ${describeValue(question.kind)}`
}
