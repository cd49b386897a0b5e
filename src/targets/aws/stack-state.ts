import type { Stack } from '@aws-sdk/client-cloudformation'
import type { StackOutputs } from '../../../stack/app.ts'
import type { AwsClients } from './clients.ts'

/** A stack as CloudFormation describes it. */
export interface StackState {
  /** ARN: unique for ever, while a name can be used again. */
  id: string
  name: string
  status: string
  /** CloudFormation's own words on the status. */
  reason?: string
  createdAt: Date
  /** When the last update began. */
  updatedAt?: Date
  /** Only of a stack that was deleted. */
  deletedAt?: Date
  outputs: Partial<StackOutputs>
  parameters: Record<string, string>
  tags: Record<string, string>
}

/** What the name of a status means for what can be done now. */
export type StackPhase =
  /** Runs with what was deployed last. */
  | 'settled'
  /** Something is under way. */
  | 'moving'
  /** A change set waits for a first deploy; nothing was made. */
  | 'reviewing'
  /** A first deploy failed: it can only be deleted. */
  | 'never-made'
  /** An update and its rollback failed: the rollback has to be continued. */
  | 'stuck'
  /** A delete failed: it has to be deleted again. */
  | 'half-deleted'
  | 'gone'

/** @param status such as `UPDATE_ROLLBACK_FAILED` */
export function readPhase(status: string): StackPhase {
  if (status === 'REVIEW_IN_PROGRESS') return 'reviewing'
  if (status === 'DELETE_COMPLETE') return 'gone'
  if (status === 'DELETE_FAILED') return 'half-deleted'
  if (status === 'UPDATE_ROLLBACK_FAILED') return 'stuck'
  if (['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'].includes(status)) return 'never-made'
  // Only old resources are still cleaned up in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, but the stack takes no change then.
  return status.endsWith('_IN_PROGRESS') ? 'moving' : 'settled'
}

/**
 * The stack by name or ARN; undefined when there is none. A stack that was deleted is found by its ARN only.
 * @throws the SDK's error for anything else that goes wrong
 */
export async function readStack(clients: AwsClients, nameOrId: string): Promise<StackState | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }))
    const [stack] = Stacks ?? []
    return stack && describe(stack)
  } catch (error) {
    if (isMissingStack(error)) return undefined
    throw error
  }
}

/** CloudFormation has no error code of its own for a stack that does not exist. */
export function isMissingStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)
}

function describe(stack: Stack): StackState {
  const pairs = (list: readonly { key: string | undefined; value: string | undefined }[]) =>
    Object.fromEntries(list.map(({ key, value }) => [key ?? '', value ?? '']))
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason === undefined ? {} : { reason: stack.StackStatusReason }),
    createdAt: stack.CreationTime ?? new Date(0),
    ...(stack.LastUpdatedTime === undefined ? {} : { updatedAt: stack.LastUpdatedTime }),
    ...(stack.DeletionTime === undefined ? {} : { deletedAt: stack.DeletionTime }),
    outputs: pairs((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => ({ key: OutputKey, value: OutputValue }))),
    parameters: pairs(
      (stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => ({
        key: ParameterKey,
        value: ParameterValue,
      })),
    ),
    tags: pairs((stack.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))),
  }
}
