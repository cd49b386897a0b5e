import type { Input } from '../../protocols/operations.ts'
import { refuse } from '../template.ts'

/** A text of the input; undefined when it was not given. */
export function readText(input: Input, name: string): string | undefined {
  const value = input[name]
  return value === undefined || value === '' ? undefined : String(value)
}

/** @throws FakeServiceError ValidationError when it was not given */
export function requireText(input: Input, name: string): string {
  const value = readText(input, name)
  if (value !== undefined) return value
  const member = `${name[0]?.toLowerCase()}${name.slice(1)}`
  throw refuse(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** A list of the input; empty when it was not given. */
export function readList<Each = string>(input: Input, name: string): Each[] {
  const value = input[name]
  return Array.isArray(value) ? (value as Each[]) : []
}

/** Refuses what the fake would otherwise pass over in silence. @throws FakeServiceError ValidationError */
export function allowOnly(input: Input, names: readonly string[]): void {
  const others = Object.keys(input).filter((name) => !names.includes(name))
  if (others.length > 0)
    throw refuse(`The fake's CloudFormation does not know the parameter ${others.join(', ')} here.`)
}
