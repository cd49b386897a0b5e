import type { Operations } from '../../protocols/operations.ts'
import { deleteStack } from '../delete-stack.ts'
import type { Engine } from '../engine.ts'
import type { Stack } from '../stack.ts'
import { refuse } from '../template.ts'
import { findStackToChange } from './find.ts'
import { allowOnly, readList, readText, requireText } from './input.ts'

/** What changes a stack without a change set. */
export function changeStacks(engine: Engine): Operations {
  return {
    DeleteStack(input, { account }) {
      allowOnly(input, ['StackName', 'RetainResources', 'ClientRequestToken'])
      const stack = engine.findStack(account, requireText(input, 'StackName'))
      // A stack that is gone, or going, is no error.
      if (stack === undefined || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return {}
      const retain = readList(input, 'RetainResources')
      checkDelete(stack, retain)
      rememberToken(stack, readText(input, 'ClientRequestToken'))
      deleteStack(engine, stack, retain)
      return {}
    },

    CancelUpdateStack(input, { account }) {
      allowOnly(input, ['StackName', 'ClientRequestToken'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      const { takeBack } = stack
      if (stack.status !== 'UPDATE_IN_PROGRESS' || takeBack === undefined) {
        throw refuse('CancelUpdateStack cannot be called from current stack status')
      }
      rememberToken(stack, readText(input, 'ClientRequestToken') ?? stack.clientRequestToken)
      stack.stop?.(takeBack)
      return {}
    },

    ContinueUpdateRollback(input, { account }) {
      allowOnly(input, ['StackName', 'ResourcesToSkip', 'ClientRequestToken'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || stack.continueRollback === undefined) {
        throw refuse(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`)
      }
      rememberToken(stack, readText(input, 'ClientRequestToken'))
      stack.continueRollback(readList(input, 'ResourcesToSkip'))
      return {}
    },

    UpdateTerminationProtection(input, { account }) {
      allowOnly(input, ['StackName', 'EnableTerminationProtection'])
      const stack = findStackToChange(engine, account, requireText(input, 'StackName'))
      stack.terminationProtection = input.EnableTerminationProtection === 'true'
      return { StackId: stack.id }
    },
  }
}

function checkDelete(stack: Stack, retain: readonly string[]) {
  if (stack.terminationProtection) {
    throw refuse(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
  }
  if (/^UPDATE_.*IN_PROGRESS$/.test(stack.status)) {
    throw refuse(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`)
  }
  if (retain.length === 0) return
  if (stack.status !== 'DELETE_FAILED') {
    throw refuse(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    )
  }
  if (retain.some((id) => stack.resources.get(id)?.status !== 'DELETE_FAILED')) {
    throw refuse(
      'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
    )
  }
}

function rememberToken(stack: Stack, token: string | undefined) {
  delete stack.clientRequestToken
  if (token !== undefined) stack.clientRequestToken = token
}
