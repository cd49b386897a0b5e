import { UserError } from '../../../errors.ts'
import type { AwsEnvironment } from '../environment.ts'
import { isNotFound } from '../operate/not-found.ts'
import type { Pace } from '../operate/pace.ts'
import type { StackResource } from '../operate/stack-resources.ts'
import type { StackState } from '../stack-state.ts'
import { listIds } from './inventory.ts'

/** What keeps AWS from deleting. */
export interface Protection {
  /** Ids of databases with deletion protection. */
  databases: string[]
  /** Whether the stack has termination protection. */
  stack: boolean
}

const LIMIT_MS = 5 * 60_000
const PAUSE_MS = 3_000

/** @throws the SDK's errors */
export async function readProtection(
  env: AwsEnvironment,
  { stack, resources }: { stack: Pick<StackState, 'id'>; resources: readonly StackResource[] },
): Promise<Protection> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack.id }))
  const instances = listIds(resources, 'AWS::RDS::DBInstance')
  const protectedOnes = await Promise.all(instances.map(async (id) => ((await isProtected(env, id)) ? [id] : [])))
  return { databases: protectedOnes.flat(), stack: Stacks?.[0]?.EnableTerminationProtection === true }
}

export function isAnyProtected({ databases, stack }: Protection): boolean {
  return databases.length > 0 || stack
}

/** Of an environment that was to be deleted without lifting its protection. */
export function refuseProtected(env: AwsEnvironment, { databases, stack }: Protection): UserError {
  const things = [...databases.map((id) => `the database ${id}`), ...(stack ? [`the stack ${env.stackName}`] : [])]
  const verb = things.length === 1 ? 'is' : 'are'
  const sentence = `${things.join(' and ')} ${verb} protected against deletion; nothing was deleted.`
  return new UserError({
    name: 'ProtectedFromDeletion',
    message: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    nextSteps: [env.command('destroy --remove-protection'), env.command('destroy --remove-protection --keep-snapshot')],
  })
}

/**
 * Lifts it, and waits until AWS says so.
 * @throws UserError ProtectionNotLifted; the SDK's errors
 */
export async function liftProtection(env: AwsEnvironment, protection: Protection, pace: Pace): Promise<void> {
  const { UpdateTerminationProtectionCommand } = await import('@aws-sdk/client-cloudformation')
  const { ModifyDBInstanceCommand } = await import('@aws-sdk/client-rds')
  if (protection.stack) {
    const change = { StackName: env.stackName, EnableTerminationProtection: false }
    await (await env.clients.cloudFormation()).send(new UpdateTerminationProtectionCommand(change))
  }
  const rds = await env.clients.rds()
  for (const id of protection.databases) {
    const change = { DBInstanceIdentifier: id, DeletionProtection: false, ApplyImmediately: true }
    await rds.send(new ModifyDBInstanceCommand(change))
    await awaitLifted(env, id, pace)
  }
}

async function awaitLifted(env: AwsEnvironment, id: string, pace: Pace): Promise<void> {
  const limit = pace.now() + LIMIT_MS
  while (await isProtected(env, id)) {
    if (pace.now() > limit) {
      throw new UserError({
        name: 'ProtectionNotLifted',
        message: `RDS has not lifted the protection of the database ${id} within five minutes; nothing was deleted.`,
        nextSteps: [env.command('destroy --remove-protection')],
      })
    }
    await pace.wait(PAUSE_MS)
  }
}

async function isProtected(env: AwsEnvironment, id: string): Promise<boolean> {
  const { DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  try {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))
    return DBInstances?.[0]?.DeletionProtection === true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
