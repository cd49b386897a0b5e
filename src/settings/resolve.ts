import { type CheckedValue, checkValue, readTags, readValue } from './check-value.ts'
import { type SettingsFile, selectEnvironment, settingsFileName } from './file.ts'
import { checkFileAnswer, type FileAnswers, readFileAnswers } from './file-answers.ts'
import { missingFile } from './file-errors.ts'
import { type FurtherSetting, findMisfit, isOpen, listFurther, nameSource } from './further-settings.ts'
import { flagOfOtherTarget, inputNeeded, invalidValue, targetMismatch, unusableDefault } from './input-errors.ts'
import {
  type Answers,
  nameVariable,
  type Question,
  type SettingSources,
  type SettingValue,
  type Surroundings,
} from './question.ts'
import { environmentQuestion, settingQuestions, targetQuestion } from './questions.ts'
import type { EnvironmentSettings, SettingSource, TargetKind } from './settings.ts'

/** Values as the command line was parsed, by flag name; undefined for a flag that was not given. */
export type FlagValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Asks a person one question. `read` checks what was typed; the answer must be one that it accepted. */
export type Ask = (question: Question, context: AskContext) => Promise<SettingValue>

export interface AskContext {
  defaultValue: SettingValue
  read: (text: string) => CheckedValue
}

/** Lets a person choose one of these settings to be asked for it; undefined when all can stay as it is. */
export type PickFurther = (settings: readonly FurtherSetting[]) => Promise<Question | undefined>

/** How somebody is asked. */
export interface Interviewer {
  ask: Ask
  pickFurther: PickFurther
}

export interface ResolveRequest {
  flags: FlagValues
  surroundings: Surroundings
  file?: SettingsFile
  /**
   * What happens to a question that flags, variables and file leave open: a person is asked, it is refused (nobody
   * is there), or its default is taken. What is asked on request takes its default unless a person requests it.
   */
  unanswered: Interviewer | 'refuse' | 'default'
  /** `init` makes an environment that need not be in the file; everything else works with one that is. */
  environment: 'new-or-existing' | 'existing'
}

export interface ResolvedSettings {
  environment: string
  settings: EnvironmentSettings
  /** By question key, `environment` and `target` included. */
  sources: SettingSources
}

interface Answered {
  value: SettingValue
  source: SettingSource
}

/**
 * Finds every setting's value: flag before environment variable before file before prompt before default.
 * @throws UserError (exit code 2) naming the flag, variable or place in the file whose value cannot be, or the flag
 * that is missing when nobody can be asked; (exit code 3) when the environment must exist and does not.
 */
export async function resolveSettings(request: ResolveRequest): Promise<ResolvedSettings> {
  return new Resolver(request).resolve()
}

class Resolver {
  private readonly request: ResolveRequest
  private readonly answers: Record<string, SettingValue> = {}
  private readonly sources: SettingSources = {}
  private environment = ''
  private stored: FileAnswers | undefined

  constructor(request: ResolveRequest) {
    this.request = request
  }

  async resolve(): Promise<ResolvedSettings> {
    this.openEnvironment()
    await this.resolveTarget()
    if (this.environment === '') await this.askEnvironment()
    const target = this.answers.target as TargetKind
    this.refuseForeignFlags(target)
    for (const question of settingQuestions) {
      if (question.targets.includes(target)) this.keep(question, await this.answer(question))
    }
    await this.offerFurther(target)
    return { environment: this.environment, settings: buildSettings(target, this.answers), sources: this.sources }
  }

  /** The environment's name decides what the file has to say, so it comes first when it is known already. */
  private openEnvironment(): void {
    const { file, environment } = this.request
    const given = this.readGiven(environmentQuestion)
    if (environment === 'new-or-existing') {
      if (given) this.useEnvironment(given)
      return
    }
    if (file === undefined)
      throw missingFile(this.request.surroundings.workingDirectory ?? process.cwd(), settingsFileName)
    const name = selectEnvironment(file, given === undefined ? undefined : String(given.value))
    this.useEnvironment(given ?? { value: name, source: 'file' })
  }

  private useEnvironment(name: Answered): void {
    this.environment = String(name.value)
    this.sources.environment = name.source
    const { file } = this.request
    if (file && Object.hasOwn(file.environments, this.environment)) {
      this.stored = readFileAnswers(file, this.environment)
    }
  }

  private async resolveTarget(): Promise<void> {
    const given = this.readGiven(targetQuestion)
    if (given && this.stored && given.value !== this.stored.target) {
      const source = nameSource(targetQuestion, given.source)
      throw targetMismatch(this.environment, source, given.value as TargetKind, this.stored.target)
    }
    const stored: Answered | undefined = this.stored && { value: this.stored.target, source: 'file' }
    this.keep(targetQuestion, given ?? stored ?? (await this.answerOpen(targetQuestion)))
  }

  private async askEnvironment(): Promise<void> {
    const target = this.answers.target as TargetKind
    const question: Question = { ...environmentQuestion, check: (name) => this.checkNewName(String(name), target) }
    this.useEnvironment(await this.answerOpen(question))
  }

  /** An existing environment may be named again, but it cannot move to another target. */
  private checkNewName(name: string, target: TargetKind): string | undefined {
    const { file } = this.request
    if (file === undefined || !Object.hasOwn(file.environments, name)) return undefined
    const kept = readFileAnswers(file, name).target
    return kept === target ? undefined : `must be another name: "${name}" is an environment on the target ${kept}`
  }

  private async answer(question: Question): Promise<Answered> {
    const given = this.readGiven(question)
    if (given) return given
    const { file } = this.request
    if (file && this.stored && Object.hasOwn(this.stored.values, question.key) && !this.isOutdated(question)) {
      const value = this.stored.values[question.key]
      const checked = checkFileAnswer(file, this.environment, question, value, this.answers)
      return { ...checked, source: 'file' } as Answered
    }
    return this.answerOpen(question)
  }

  /** Whether the file answers it for something else than what is answered now: it has the subnets of another VPC. */
  private isOutdated({ partOf }: Question): boolean {
    const values = this.stored?.values ?? {}
    return partOf !== undefined && Object.hasOwn(values, partOf) && values[partOf] !== this.answers[partOf]
  }

  private readGiven(question: Question): Answered | undefined {
    const flag = this.request.flags[question.flag]
    if (flag !== undefined) return this.readFrom(question, 'flag', flag)
    const variable = this.request.surroundings.env[nameVariable(question)]
    if (variable) return this.readFrom(question, 'environment-variable', variable)
    return undefined
  }

  private readFrom(question: Question, source: SettingSource, given: NonNullable<FlagValues[string]>): Answered {
    const checked = readAny(question, given, this.answers)
    if ('problem' in checked) {
      const missing = settingQuestions.find(({ key }) => key === question.partOf && this.answers[key] === '')
      throw invalidValue(question, nameSource(question, source), checked.problem, String(given), missing)
    }
    return { value: this.complete(question, checked.value), source }
  }

  /** Nothing has answered the question yet. */
  private async answerOpen(question: Question): Promise<Answered> {
    const { unanswered, surroundings } = this.request
    const isAsked = question.asked === 'always'
    if (isAsked && unanswered === 'refuse') throw inputNeeded(question)
    const defaultValue = question.defaultValue(this.answers, surroundings)
    const checked = checkValue(question, defaultValue, this.answers)
    if (typeof unanswered === 'object' && (isAsked || 'problem' in checked)) {
      return this.askPerson(unanswered, question, defaultValue)
    }
    if ('problem' in checked) throw unusableDefault(question, checked.problem)
    return { value: defaultValue, source: 'default' }
  }

  private async askPerson({ ask }: Interviewer, question: Question, defaultValue: SettingValue): Promise<Answered> {
    const read = (text: string) => {
      const checked = readValue(question, text, this.answers)
      if ('problem' in checked) return checked
      const problem = findMisfit({ ...this.answers, [question.key]: checked.value }, this.sources)
      return problem === undefined ? checked : { problem }
    }
    const value = await ask(question, { defaultValue, read })
    return { value: this.complete(question, value), source: 'prompt' }
  }

  /**
   * Who has been asked anything may change the rest as well, one setting after the other until none is chosen. Who has
   * answered everything by other means is not kept.
   */
  private async offerFurther(target: TargetKind): Promise<void> {
    const { unanswered } = this.request
    if (typeof unanswered !== 'object' || !Object.values(this.sources).includes('prompt')) return
    while (true) {
      const settings = listFurther(target, this.answers, this.sources)
      if (settings.every(({ givenBy }) => givenBy !== undefined)) return
      const chosen = await unanswered.pickFurther(settings)
      if (!chosen) return
      const before = this.answers[chosen.key]
      this.keep(chosen, await this.askPerson(unanswered, chosen, this.answers[chosen.key] as SettingValue))
      await this.settleOthers(target, before === this.answers[chosen.key] ? undefined : chosen.key)
    }
  }

  /**
   * Open settings that a new answer has made impossible, or that were about the old one, take their default again, or
   * are asked for. @param changed key of what has another answer now
   */
  private async settleOthers(target: TargetKind, changed: string | undefined): Promise<void> {
    for (const question of settingQuestions) {
      if (!question.targets.includes(target) || !isOpen(this.sources[question.key])) continue
      const checked = checkValue(question, this.answers[question.key], this.answers)
      const isOutdated = changed !== undefined && question.partOf === changed
      if ('problem' in checked || isOutdated) this.keep(question, await this.answerOpen(question))
    }
  }

  private complete(question: Question, value: SettingValue): SettingValue {
    return question.complete?.(value, this.request.surroundings) ?? value
  }

  private refuseForeignFlags(target: TargetKind): void {
    for (const question of settingQuestions) {
      const foreign = !question.targets.includes(target) && this.request.flags[question.flag] !== undefined
      if (foreign) throw flagOfOtherTarget(question, target)
    }
  }

  private keep(question: Question, answered: Answered): void {
    this.answers[question.key] = answered.value
    this.sources[question.key] = answered.source
  }
}

function readAny(question: Question, given: NonNullable<FlagValues[string]>, answers: Answers): CheckedValue {
  if (Array.isArray(given)) return readTags(question, given, answers)
  return typeof given === 'boolean' ? checkValue(question, given, answers) : readValue(question, String(given), answers)
}

/** Nests the dotted keys: `proxy.borrowTimeout` becomes `{ proxy: { borrowTimeout } }`. */
function buildSettings(target: TargetKind, answers: Answers): EnvironmentSettings {
  const settings: Record<string, unknown> = { target }
  for (const { key } of settingQuestions) {
    const value = answers[key]
    if (value === undefined) continue
    const [group, name] = key.split('.') as [string, string?]
    if (name === undefined) settings[group] = value
    else settings[group] = { ...(settings[group] as object | undefined), [name]: value }
  }
  return settings as unknown as EnvironmentSettings
}
