import { Flags } from '@oclif/core'
import { describePrompt, describeValue, nameVariable, type Question } from './question.ts'
import { questions } from './questions.ts'

type QuestionFlag = ReturnType<typeof makeFlag>

/**
 * oclif flags for the given questions. All but booleans and tags are read as text: resolveSettings checks every
 * source alike and knows a flag from a variable, which oclif's own `env` and `default` would hide.
 */
export function buildFlags(selection: readonly Question[] = questions): Record<string, QuestionFlag> {
  return Object.fromEntries(selection.map((question) => [question.flag, makeFlag(question)]))
}

function makeFlag(question: Question) {
  const shared = { summary: describeForHelp(question), helpGroup: groupOf(question) }
  if (question.kind.type === 'boolean') return Flags.boolean({ ...shared, allowNo: true })
  const helpValue = describeValue(question.kind)
  if (question.kind.type === 'tags') return Flags.string({ ...shared, helpValue, multiple: true })
  return Flags.string({ ...shared, helpValue })
}

/** Prompt, unit and variable in one line: `Port of the HTTP API [env: RDS_PROXY_WEBHOOK_PORT]`. */
function describeForHelp(question: Question): string {
  const unit = question.unit === undefined ? '' : `, in ${question.unit}`
  const prompt = describePrompt(question).replace(/\?$/, '')
  return `${prompt}${unit} [env: ${nameVariable(question)}]`
}

function groupOf(question: Question): string {
  if (question.key.startsWith('proxy.')) return 'PROXY'
  if (question.targets.length > 1) return 'ENVIRONMENT'
  return question.targets[0] === 'aws' ? 'ONLY ON AWS' : 'ONLY ON THIS COMPUTER'
}
