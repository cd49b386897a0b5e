import { resolve } from './intrinsics.ts'
import { makeScope } from './scope.ts'
import type { Definition, Stack } from './stack.ts'

/** Sets the stack's outputs. @returns what is wrong with them, in CloudFormation's words */
export function resolveOutputs(stack: Stack, definition: Definition): string | undefined {
  const scope = makeScope({
    stack,
    definition,
    find: (id) => stack.resources.get(id),
  })
  try {
    stack.outputs = Object.entries(definition.template.Outputs ?? {})
      .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
      .map(([key, { Value, Description }]) => ({
        key,
        value: String(resolve(Value, scope)),
        ...(Description === undefined ? {} : { description: Description }),
      }))
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
