import type { Properties } from '../service.ts'

/** CloudFormation takes numbers and flags as text too, so readers of properties are lenient about that. */
export function readText(properties: Properties, name: string, otherwise = ''): string {
  const value = properties[name]
  return value === undefined ? otherwise : String(value)
}

export function readNumber(properties: Properties, name: string, otherwise = 0): number {
  const value = properties[name]
  return value === undefined ? otherwise : Number(value)
}

export function readFlag(properties: Properties, name: string, otherwise = false): boolean {
  const value = properties[name]
  return value === undefined ? otherwise : String(value) === 'true'
}

export function readList<Item = string>(properties: Properties, name: string): Item[] {
  return (properties[name] as Item[] | undefined) ?? []
}

export function readObject(properties: Properties, name: string): Properties {
  return (properties[name] as Properties | undefined) ?? {}
}
