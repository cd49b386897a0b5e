import { ExitCode, UserError } from '../errors.ts'
import type { EnvironmentSettings } from '../settings/settings.ts'
import type { Plan, Target, WorkContext } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

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
  return { ...(await target.plan(settings, context)), settings, ...policy, nextSteps: listNext(target, options) }
}

function listNext(target: Target, { isKept }: PlanOptions): string[] {
  const make = isKept ? 'deploy' : `init --target ${target.kind}`
  const template = target.kind === 'aws' ? ['plan --target aws --template'] : []
  return [make, ...template].map((command) => writeCommand(target, command))
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
