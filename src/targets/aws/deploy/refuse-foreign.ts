import { describeAuthor } from '../change-set/tokens.ts'
import type { AwsEnvironment } from '../environment.ts'
import { readPhase, type StackState } from '../stack-state.ts'
import { describeForeignStack } from './stack-errors.ts'

/**
 * To be called before anything is done to a stack: its name alone does not tell that this program made it.
 * @throws UserError StackNotOurs; the SDK's errors
 */
export async function refuseForeign(env: AwsEnvironment, stack: StackState): Promise<void> {
  if (stack.tags['rds-proxy-webhook:environment'] === env.name) return
  if (readPhase(stack.status) === 'reviewing' && (await hasOnlyOurChangeSets(env, stack))) return
  throw describeForeignStack(env)
}

/** A stack in review has no tags yet: they are its change sets'. One without any has nothing that could be lost. */
async function hasOnlyOurChangeSets({ clients }: AwsEnvironment, { id }: StackState): Promise<boolean> {
  const { ListChangeSetsCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const { Summaries = [], NextToken } = await client.send(new ListChangeSetsCommand({ StackName: id }))
  return NextToken === undefined && Summaries.every((set) => describeAuthor(set.ChangeSetName) === 'this program')
}
