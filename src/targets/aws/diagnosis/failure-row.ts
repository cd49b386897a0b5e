import { writeAwsCommand } from '../aws-command.ts'
import type { Explanation } from '../aws-errors/error-row.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { FirstFailure } from './diagnosis.ts'
import type { Evidence } from './evidence.ts'
import type { Reason } from './reason.ts'

/** All that is known of a failure when the table is searched. */
export interface KnownOfFailure extends Reason {
  env: AwsEnvironment
  failure: FirstFailure
  evidence: Evidence
  /** Whether the stack was being made: its rollback leaves nothing that runs. */
  isFirst: boolean
  /** Physical id of the stack's resource of a kind; undefined before it has one. */
  idOf: (kind: string) => string | undefined
}

/** One known failure: how it is recognised and what it means. */
export interface FailureRow {
  recognise: Recognition
  explain: (about: KnownOfFailure) => Explanation
}

/** All that is given has to hold, and one code or one pattern has to be met. */
export interface Recognition {
  /** CloudFormation type of the resource. */
  kind?: string
  /** `CREATE_FAILED`, ... */
  status?: RegExp
  /** CloudFormation's or the service's codes: where there is one, words are not looked at. */
  codes?: readonly string[]
  /** What the service says, for what has no code of its own. */
  words?: RegExp
}

/** Whether a failure is the one that a row is about. */
export function isRecognised({ kind, status, codes, words }: Recognition, about: KnownOfFailure): boolean {
  if (kind !== undefined && kind !== about.failure.kind) return false
  if (status && !status.test(about.failure.status)) return false
  if (!codes && !words) return true
  const known = [about.code, about.serviceCode].map((code) => code?.replace(/(Fault|Exception)$/, ''))
  return (codes ?? []).some((code) => known.includes(code)) || words?.test(about.words) === true
}

/** A command of the AWS CLI for the environment that failed. */
export function aws({ env }: KnownOfFailure, words: string): string {
  return writeAwsCommand(words, env)
}

/** What the service said, as the end of a sentence of ours. */
export function quoteWords({ words }: KnownOfFailure): string {
  const said = words.replace(/[.\s]+$/, '')
  return said === '' ? '' : ` (AWS: ${said})`
}
