import { Fault, Interrupted, UserError } from '../../errors.ts'
import type { Template } from '../../estimates/template.ts'
import type { WorkContext } from '../target.ts'
import type { Caller } from '../target-plan.ts'
import { describeAwsError } from './aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from './environment.ts'
import { identifyCaller } from './identity/identify-caller.ts'
import { readDeployedTemplate } from './operate/deployed-template.ts'
import { readPhase, readStack, type StackState } from './stack-state.ts'
import { TookTooLong, withinTime } from './time-limit.ts'

/** What is on AWS, as far as it could be seen. */
export interface SeenOnAws {
  /** Absent without credentials that work. */
  caller?: Caller
  /** What runs there; `none`: nothing that a deploy would change. Absent: it could not be read. */
  deployed?: DeployedStack | 'none'
  /** What could not be seen, and why, in sentences. */
  limits: string[]
}

export interface DeployedStack {
  stack: StackState
  template: Template
}

/** For a plan, which has to come without credentials and without a network too. */
const patience = 5_000

/**
 * Reads what is there for a plan. What fails becomes a sentence: only Ctrl-C and mistakes of the program are thrown.
 * @param milliseconds how long each of two questions may take
 */
export async function lookAtAws(
  env: AwsEnvironment,
  { signal }: Pick<WorkContext, 'signal'>,
  milliseconds: number = patience,
): Promise<SeenOnAws> {
  const look = async <Result>(work: Promise<Result>): Promise<Result | { failed: string }> => {
    try {
      return await withinTime(work, milliseconds, signal)
    } catch (error) {
      return { failed: describeFailure(error, env) }
    }
  }
  const caller = await look(identifyCaller(env))
  if ('failed' in caller) return { limits: [caller.failed] }
  const seen = await look(readDeployed(env))
  return 'failed' in seen ? { caller, limits: [seen.failed] } : { caller, ...seen }
}

async function readDeployed(env: AwsEnvironment): Promise<Pick<SeenOnAws, 'deployed' | 'limits'>> {
  const stack = await readStack(env.clients, env.stackName)
  if (!stack) return { deployed: 'none', limits: [] }
  const { status } = stack
  const phase = readPhase(status)
  if (phase === 'gone' || phase === 'reviewing') return { deployed: 'none', limits: [] }
  if (phase === 'never-made') {
    return { deployed: 'none', limits: [`A deploy first deletes what is left of one that failed (${status}).`] }
  }
  const limits = phase === 'settled' ? [] : [`The stack is ${status}: a deploy has to wait, or to mend it first.`]
  return { deployed: { stack, template: await readDeployedTemplate(env, stack.id) }, limits }
}

function describeFailure(error: unknown, env: AwsEnvironment): string {
  if (error instanceof Interrupted || error instanceof Fault) throw error
  if (error instanceof TookTooLong) return 'Not compared with AWS: it did not answer in time.'
  if (error instanceof SyntaxError) return 'Not compared with AWS: the stack has no template of this program.'
  const described = describeAwsError(error, env)
  if (!(described instanceof UserError)) throw error
  return `Not compared with AWS: ${lowerFirst(described.message)}`
}

/** `No credentials` becomes `no credentials`, while `AWS` and `SSO` stay. */
function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence
}
