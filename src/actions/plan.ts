import type { EnvironmentSettings } from '../settings/settings.ts'
import type { Plan, Target, WorkContext } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

/** What `plan` and `--dry-run` show. */
export interface PlanResult extends Plan {
  settings: EnvironmentSettings
  nextSteps: string[]
}

/** What a deploy with these settings would make; changes nothing. */
export async function planEnvironment(
  target: Target,
  settings: EnvironmentSettings,
  context: WorkContext,
): Promise<PlanResult> {
  const plan = await target.plan(settings, context)
  const nextSteps =
    target.kind === 'local' ? [writeCommand(target, 'deploy')] : [writeCommand(target, 'plan --target aws --template')]
  return { ...plan, settings, nextSteps }
}
