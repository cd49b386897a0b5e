import type { Template } from '../../../estimates/template.ts'
import type { AwsSettings } from '../../../settings/settings.ts'
import { describeAwsError } from '../aws-errors/describe-aws-error.ts'
import { readProtection } from '../destroy/protection.ts'
import type { StackState } from '../stack-state.ts'
import type { DeployWork } from './parts.ts'

/**
 * Gives the stack the termination protection that its preset asks for, once it runs. It is switched off only together
 * with the preset: whoever has protected a stack of preset `learning` by hand keeps that. That it cannot be changed is
 * told, and is no reason to fail: the environment runs.
 * @param before what was deployed before this deploy changed it; absent when it changed nothing
 */
export async function protectStack(
  { env, context }: DeployWork,
  stack: StackState,
  { preset }: AwsSettings,
  before: Template | undefined,
): Promise<void> {
  const wanted = preset === 'production'
  if (!wanted && !isOfProduction(before)) return
  try {
    const protection = await readProtection(env, { stack, resources: [] })
    if (protection.stack === wanted) return
    const { UpdateTerminationProtectionCommand } = await import('@aws-sdk/client-cloudformation')
    const client = await env.clients.cloudFormation()
    const change = { StackName: stack.id, EnableTerminationProtection: wanted }
    await client.send(new UpdateTerminationProtectionCommand(change))
    context.emit('noticed', { message: describe(wanted) })
  } catch (error) {
    const described = describeAwsError(error, env)
    const words = described instanceof Error ? described.message : String(described)
    const state = wanted ? 'is not protected against deletion' : 'is still protected against deletion'
    context.emit('warned', { message: `The stack ${state}: ${words}`, nextStep: env.command('deploy') })
  }
}

/** The preset itself is not in a template; the database's own protection is, and comes with no other. */
function isOfProduction(template: Template | undefined): boolean {
  return Object.values(template?.Resources ?? {}).some(
    ({ Type, Properties }) => Type === 'AWS::RDS::DBInstance' && Properties?.DeletionProtection === true,
  )
}

function describe(isProtected: boolean): string {
  return isProtected
    ? 'The stack is protected against deletion now; destroy takes --remove-protection.'
    : 'The stack is no longer protected against deletion.'
}
