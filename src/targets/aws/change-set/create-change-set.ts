import type { AwsEnvironment } from '../environment.ts'
import type { ChangeSet } from './change-set.ts'
import { makeToken } from './tokens.ts'

export interface WantedChange {
  /** `CREATE` for a stack that does not exist or is in review, else `UPDATE`. */
  kind: ChangeSet['kind']
  templateUrl: string
  /** The user's own tags. */
  tags: Readonly<Record<string, string>>
}

/**
 * Asks CloudFormation to work out a change; it takes seconds to do so.
 * @returns `busy` when somebody else has begun to change the stack, or made it
 * @throws the SDK's other errors
 */
export async function createChangeSet(
  env: AwsEnvironment,
  change: WantedChange,
): Promise<Pick<ChangeSet, 'id' | 'kind' | 'stackId'> | 'busy'> {
  try {
    return await requestChangeSet(env, change)
  } catch (error) {
    if (isBusyStack(error)) return 'busy'
    throw error
  }
}

/** CloudFormation has no code for a stack that is in the wrong state for what is asked. */
export function isBusyStack(error: unknown): boolean {
  if (!(error instanceof Error && error.name === 'ValidationError')) return false
  return /_IN_PROGRESS state and can ?not be updated|already exists and cannot be created again/.test(error.message)
}

async function requestChangeSet(
  env: AwsEnvironment,
  { kind, templateUrl, tags }: WantedChange,
): Promise<Pick<ChangeSet, 'id' | 'kind' | 'stackId'>> {
  const { CreateChangeSetCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const token = makeToken()
  const { Id = '', StackId = '' } = await client.send(
    new CreateChangeSetCommand({
      StackName: env.stackName,
      ChangeSetName: token,
      ClientToken: token,
      ChangeSetType: kind,
      Description: 'Made by rds-proxy-webhook',
      TemplateURL: templateUrl,
      Capabilities: ['CAPABILITY_IAM'],
      Tags: Object.entries(listStackTags(env, tags)).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
  return { id: Id, kind, stackId: StackId }
}

/** The stack's tags: CloudFormation gives them to all of its resources that can have tags. */
function listStackTags(env: Pick<AwsEnvironment, 'name'>, tags: Readonly<Record<string, string>>) {
  return { ...tags, 'rds-proxy-webhook:environment': env.name }
}
