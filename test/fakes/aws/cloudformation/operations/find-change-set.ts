import type { FakeAccount } from '../../account.ts'
import type { Input } from '../../protocols/operations.ts'
import type { ChangeSet } from '../change-set.ts'
import type { Engine } from '../engine.ts'
import type { Stack } from '../stack.ts'
import { refuse } from '../template.ts'
import { findStackToChange } from './find.ts'
import { readText, requireText } from './input.ts'

/** A change set by ARN, or by name together with its stack. @throws FakeServiceError ChangeSetNotFound */
export function findChangeSet(
  engine: Engine,
  account: FakeAccount,
  input: Input,
): { stack: Stack; changeSet: ChangeSet } {
  const wanted = requireText(input, 'ChangeSetName')
  const stackName = readText(input, 'StackName')
  const byArn = wanted.startsWith('arn:')
  if (!byArn && stackName === undefined)
    throw refuse('StackName must be specified if ChangeSetName is not specified as an ARN.')
  const stacks = stackName === undefined ? engine.stacks : [findStackToChange(engine, account, stackName)]
  for (const stack of stacks.filter((each) => each.account === account)) {
    const changeSet = stack.changeSets.find(({ id, name }) => wanted === (byArn ? id : name))
    if (changeSet !== undefined) return { stack, changeSet }
  }
  throw refuse(`ChangeSet [${wanted}] does not exist`, 'ChangeSetNotFound')
}
