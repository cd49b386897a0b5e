import { ExitCode, UserError } from '../errors.ts'
import { runSlowStep } from '../events.ts'
import type { EnvironmentSettings } from '../settings/settings.ts'
import type { Target, WorkContext } from '../targets/target.ts'
import type { Plan } from '../targets/target-plan.ts'
import { quoteArgument, writeCommand } from './command-line.ts'

const step = { id: 'plan', title: 'Work out what would be made' }

/** Flags that are about the plan itself; and nobody should agree to a change by copying a line. */
const onlyOfPlan = new Set(['--template', '--policy', '--json', '--dry-run', '--non-interactive', '--yes', '-y'])

/** What `plan` and `--dry-run` show. */
export interface PlanResult extends Plan {
  settings: EnvironmentSettings
  /** The permissions that a deploy with these settings needs, as policy documents of IAM; only when asked for. */
  policy?: object[]
  nextSteps: string[]
}

export interface PlanOptions {
  /** Whether the settings file has the environment: only then can it be deployed without `init`. */
  isKept: boolean
  /** Write the policy too. */
  policy?: boolean
  /** What was typed behind the command: a deploy has to be given the same settings to do what was planned. */
  words?: readonly string[]
}

/**
 * What a deploy with these settings would make or change; changes nothing.
 * @throws UserError (exit code 2) when a policy is asked for and the target needs none
 */
export async function planEnvironment(
  target: Target,
  settings: EnvironmentSettings,
  context: WorkContext,
  options: PlanOptions,
): Promise<PlanResult> {
  const policy = options.policy ? { policy: await writePolicy(target, settings) } : {}
  const plan = await runSlowStep(context.emit, step, () => target.plan(settings, context))
  return { ...plan, settings, ...policy, nextSteps: listNext(target, plan, options) }
}

function listNext(target: Target, { difference }: Plan, { isKept, words = [] }: PlanOptions): string[] {
  const given = words.filter((word) => !onlyOfPlan.has(word)).map(quoteArgument)
  const names = (flag: string) => given.some((word) => word === flag || word.startsWith(`${flag}=`))
  const place = isKept || names('--target') ? [] : ['--target', target.kind]
  const write = (command: string, ...flags: string[]) => {
    const typed = [command, ...place, ...given, ...flags].join(' ')
    return names('--env') ? `rds-proxy-webhook ${typed}` : writeCommand(target, typed)
  }
  const asIs = isKept && difference?.kind === 'unchanged'
  return [
    asIs ? writeCommand(target, 'status') : write(isKept ? 'deploy' : 'init'),
    ...(target.kind === 'aws' ? [write('plan', '--template')] : []),
  ]
}

async function writePolicy(target: Target, settings: EnvironmentSettings): Promise<object[]> {
  if (target.policy) return target.policy(settings)
  throw new UserError({
    name: 'NoPolicy',
    message: `The target ${target.kind} needs no permissions of IAM.`,
    nextSteps: [writeCommand(target, 'plan')],
    exitCode: ExitCode.usage,
  })
}
