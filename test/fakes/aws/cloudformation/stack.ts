import type { FakeAccount } from '../account.ts'
import type { Properties } from '../service.ts'
import type { ChangeSet } from './change-set.ts'
import type { Template } from './template.ts'

export interface StackEvent {
  eventId: string
  logicalId: string
  physicalId: string
  type: string
  at: Date
  status: string
  reason?: string
  properties?: Properties
  clientRequestToken?: string
}

/** One resource of a stack, as it is or was last. */
export interface StackResource {
  logicalId: string
  type: string
  /** Empty: it was never made. */
  physicalId: string
  /** As they were when it was last made or changed. */
  properties: Properties
  attributes: Record<string, string>
  status: string
  reason?: string
  at: Date
  deletionPolicy: string
  updateReplacePolicy: string
  /** Resources that it was made after, and that are deleted after it. */
  dependencies: string[]
}

/** What a stack is to be, or is. */
export interface Definition {
  template: Template
  /** As it was sent. */
  body: string
  /** With the template's defaults. */
  parameters: Record<string, string>
  tags: Record<string, string>
  capabilities: string[]
}

export interface Stack {
  id: string
  name: string
  account: FakeAccount
  status: string
  reason?: string
  createdAt: Date
  updatedAt?: Date
  deletedAt?: Date
  terminationProtection: boolean
  /** What was deployed last; absent while in review. */
  definition?: Definition
  resources: Map<string, StackResource>
  outputs: { key: string; value: string; description?: string }[]
  changeSets: ChangeSet[]
  /** Oldest first. */
  events: StackEvent[]
  /** Token of the operation that is under way. */
  clientRequestToken?: string
  /** Gives up what is under way, to go on with something else; absent when nothing is under way. */
  stop?: (instead: () => void) => void
  /** Rolls the update back that is under way. */
  takeBack?: () => void
  /** What is left to undo after an update whose rollback failed. */
  continueRollback?: (skip: readonly string[]) => void
  drift?: { status: string; checkedAt?: Date }
}

/** An event about the stack itself has its name and this type. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack'

export function makeStack(account: FakeAccount, name: string): Stack {
  return {
    id: `arn:aws:cloudformation:${account.region}:${account.id}:stack/${name}/${account.ids.makeUuid()}`,
    name,
    account,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: new Date(account.now()),
    terminationProtection: false,
    resources: new Map(),
    outputs: [],
    changeSets: [],
    events: [],
  }
}

/** Changes the stack's status and tells so in an event. */
export function setStackStatus(stack: Stack, status: string, reason?: string): void {
  stack.status = status
  delete stack.reason
  if (reason !== undefined) stack.reason = reason
  const about = { logicalId: stack.name, physicalId: stack.id, type: STACK_TYPE }
  addEvent(stack, { ...about, status, ...(reason === undefined ? {} : { reason }) })
}

/** Changes a resource's status and tells so in an event. */
export function setResourceStatus(stack: Stack, resource: StackResource, status: string, reason?: string): void {
  resource.status = status
  delete resource.reason
  if (reason !== undefined) resource.reason = reason
  resource.at = new Date(stack.account.now())
  const { logicalId, physicalId, type, properties } = resource
  addEvent(stack, {
    logicalId,
    physicalId,
    type,
    status,
    properties,
    ...(reason === undefined ? {} : { reason }),
  })
}

/** No two events of a stack have the same time, so that a reader who remembers the last one loses none. */
function addEvent(stack: Stack, event: Omit<StackEvent, 'eventId' | 'at' | 'clientRequestToken'>) {
  const last = stack.events.at(-1)?.at.getTime() ?? 0
  const at = new Date(Math.max(stack.account.now(), last + 1))
  const token = stack.clientRequestToken
  const eventId =
    event.type === STACK_TYPE ? stack.account.ids.makeUuid() : `${event.logicalId}-${event.status}-${at.toISOString()}`
  stack.events.push({ ...event, eventId, at, ...(token === undefined ? {} : { clientRequestToken: token }) })
}
