import type { Operations } from '../../protocols/operations.ts'
import type { ChangeSet } from '../change-set.ts'
import { changesOutputs, listChanges } from '../changes.ts'
import { createStack } from '../create-stack.ts'
import type { Engine } from '../engine.ts'
import { type Stack, setStackStatus } from '../stack.ts'
import { refuse } from '../template.ts'
import { updateStack } from '../update-stack.ts'
import { readDefinition } from './definition.ts'
import { describeChangeSet, summarizeChangeSet } from './describe-change-set.ts'
import { findStackToChange } from './find.ts'
import { findChangeSet } from './find-change-set.ts'
import { allowOnly, readText, requireText } from './input.ts'
import { cutPage } from './paging.ts'

const NOTHING_TO_CHANGE =
  "The submitted information didn't contain changes. Submit different information to create a change set."

const createParameters = [
  'StackName',
  'ChangeSetName',
  'ChangeSetType',
  'TemplateBody',
  'TemplateURL',
  'Parameters',
  'Tags',
  'Capabilities',
  'Description',
  'ClientToken',
  'UsePreviousTemplate',
  'IncludeNestedStacks',
]

/** Change sets: create, describe, list, delete, execute. */
export function changeSetOperations(engine: Engine): Operations {
  return {
    CreateChangeSet(input, { account }) {
      allowOnly(input, createParameters)
      const name = requireText(input, 'ChangeSetName')
      const kind = readText(input, 'ChangeSetType') === 'CREATE' ? 'CREATE' : 'UPDATE'
      const stackName = requireText(input, 'StackName')
      const existing = engine.findStack(account, stackName)
      const token = readText(input, 'ClientToken')
      const sentBefore = existing?.changeSets.find((each) => each.name === name && each.clientToken === token)
      if (token !== undefined && sentBefore !== undefined) return { Id: sentBefore.id, StackId: existing?.id }
      checkStack(existing, stackName, name, kind)
      const definition = readDefinition(engine, account, input, existing)
      const stack = existing ?? reviewNewStack(engine, account, stackName)
      const changeSet = addChangeSet(engine, stack, { name, kind, definition })
      const description = readText(input, 'Description')
      if (token !== undefined) changeSet.clientToken = token
      if (description !== undefined) changeSet.description = description
      return { Id: changeSet.id, StackId: stack.id }
    },

    DescribeChangeSet(input, { account }) {
      allowOnly(input, ['ChangeSetName', 'StackName', 'NextToken', 'IncludePropertyValues'])
      const { stack, changeSet } = findChangeSet(engine, account, input)
      const token = readText(input, 'NextToken')
      const { page, nextToken } = cutPage(changeSet.changes, token, engine.pageSize, ({ logicalId }) => logicalId)
      return describeChangeSet(stack, changeSet, page, nextToken)
    },

    ListChangeSets(input, { account }) {
      allowOnly(input, ['StackName', 'NextToken'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      const token = readText(input, 'NextToken')
      const { page, nextToken } = cutPage(stack.changeSets, token, engine.pageSize, ({ id }) => id)
      return { Summaries: page.map((changeSet) => summarizeChangeSet(stack, changeSet)), NextToken: nextToken }
    },

    DeleteChangeSet(input, { account }) {
      allowOnly(input, ['ChangeSetName', 'StackName'])
      const { stack, changeSet } = findChangeSet(engine, account, input)
      if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS') {
        throw refuse(
          `ChangeSet [${changeSet.id}] cannot be deleted in its current status of [${changeSet.status}]`,
          'InvalidChangeSetStatus',
        )
      }
      stack.changeSets = stack.changeSets.filter((each) => each !== changeSet)
      return {}
    },

    ExecuteChangeSet(input, { account }) {
      allowOnly(input, ['ChangeSetName', 'StackName', 'ClientRequestToken'])
      const { stack, changeSet } = findChangeSet(engine, account, input)
      const token = readText(input, 'ClientRequestToken')
      if (wasSentBefore(stack, changeSet, token)) return {}
      if (changeSet.executionStatus !== 'AVAILABLE') {
        throw refuse(
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
          'InvalidChangeSetStatus',
        )
      }
      execute(engine, stack, changeSet, token)
      return {}
    },
  }
}

function wasSentBefore(stack: Stack, { executionStatus }: ChangeSet, token: string | undefined): boolean {
  return executionStatus === 'EXECUTE_COMPLETE' && token !== undefined && token === stack.clientRequestToken
}

function checkStack(stack: Stack | undefined, stackName: string, changeSetName: string, kind: ChangeSet['kind']) {
  if (kind === 'UPDATE') {
    if (stack === undefined) throw refuse(`Stack [${stackName}] does not exist`)
    if (!canBeUpdated(stack.status))
      throw refuse(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
  }
  if (kind === 'CREATE' && stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw refuse(
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
      'AlreadyExistsException',
    )
  }
  if (stack?.changeSets.some(({ name }) => name === changeSetName) === true) {
    throw refuse(`ChangeSet ${changeSetName} already exists`, 'AlreadyExistsException')
  }
}

function canBeUpdated(status: string): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(status)
}

function reviewNewStack(engine: Engine, account: Stack['account'], name: string): Stack {
  const stack = engine.addStack(account, name)
  setStackStatus(stack, 'REVIEW_IN_PROGRESS', 'User Initiated')
  return stack
}

/** A change set is worked out within two seconds of the account's clock. */
function addChangeSet(
  engine: Engine,
  stack: Stack,
  options: Pick<ChangeSet, 'name' | 'kind' | 'definition'>,
): ChangeSet {
  const { region, id, ids } = stack.account
  const changeSet: ChangeSet = {
    ...options,
    id: `arn:aws:cloudformation:${region}:${id}:changeSet/${options.name}/${ids.makeUuid()}`,
    createdAt: new Date(engine.clock.now()),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    // A type that was changed is refused at once; the rest is told with the status.
    changes: listChanges(engine, stack, options.definition),
  }
  stack.changeSets.push(changeSet)
  engine.clock.after(1, () => {
    changeSet.status = 'CREATE_IN_PROGRESS'
  })
  engine.clock.after(2, () => conclude(stack, changeSet))
  return changeSet
}

function conclude(stack: Stack, changeSet: ChangeSet) {
  const empty =
    changeSet.kind === 'UPDATE' && changeSet.changes.length === 0 && !changesOutputs(stack, changeSet.definition)
  changeSet.status = empty ? 'FAILED' : 'CREATE_COMPLETE'
  if (empty) changeSet.reason = NOTHING_TO_CHANGE
  else changeSet.executionStatus = 'AVAILABLE'
}

function execute(engine: Engine, stack: Stack, changeSet: ChangeSet, token: string | undefined) {
  const free = changeSet.kind === 'CREATE' ? stack.status === 'REVIEW_IN_PROGRESS' : canBeUpdated(stack.status)
  if (!free) throw refuse(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
  delete stack.clientRequestToken
  if (token !== undefined) stack.clientRequestToken = token
  changeSet.executionStatus = 'EXECUTE_COMPLETE'
  // The others were made for a stack that is no more as it was.
  stack.changeSets = [changeSet]
  if (changeSet.kind === 'CREATE') createStack(engine, stack, changeSet.definition)
  else updateStack(engine, stack, changeSet.definition)
}
