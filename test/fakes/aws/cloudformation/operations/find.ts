import type { FakeAccount } from '../../account.ts'
import type { Engine } from '../engine.ts'
import type { Stack } from '../stack.ts'
import { refuse } from '../template.ts'

/** The stack, or the refusal that most reading operations have: `Stack with id X does not exist`. */
export function findStackWithId(engine: Engine, account: FakeAccount, nameOrId: string): Stack {
  const stack = engine.findStack(account, nameOrId)
  if (stack === undefined) throw refuse(`Stack with id ${nameOrId} does not exist`)
  return stack
}

/** The stack, or the refusal of the operations that change one and of events: `Stack [X] does not exist`. */
export function findStackToChange(engine: Engine, account: FakeAccount, nameOrId: string): Stack {
  const stack = engine.findStack(account, nameOrId)
  if (stack === undefined) throw refuse(`Stack [${nameOrId}] does not exist`)
  return stack
}
