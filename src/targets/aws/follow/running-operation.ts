import { describeAuthor } from '../change-set/tokens.ts'
import type { AwsEnvironment } from '../environment.ts'
import { EventPoller } from './event-poller.ts'
import { readEventPages } from './read-event-pages.ts'

/** The operation that a stack is in. */
export interface RunningOperation {
  /** ISO 8601. */
  since?: string
  /** `this program`, `the AWS console`, `another program`. */
  author: string
  /** Whether this program began it, here or on another computer. */
  ours: boolean
}

/** Whose the newest operation on a stack is, by its first event. @param stackId its ARN */
export async function readRunningOperation(env: AwsEnvironment, stackId: string): Promise<RunningOperation> {
  const { events } = await new EventPoller(readEventPages(env, stackId)).poll()
  const [first] = events
  const author = describeAuthor(first?.token)
  return { author, ours: author === 'this program', ...(first ? { since: first.at.toISOString() } : {}) }
}
