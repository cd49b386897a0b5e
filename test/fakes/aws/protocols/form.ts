import type { Input } from './operations.ts'

/**
 * The form of a query request as nested values: `A.member.1.B=x` becomes `{A: [{B: 'x'}]}`, `A.1=x` `{A: ['x']}`, and
 * a list whose elements have a name, `Filters.Filter.1.Name=x`, `{Filters: {Filter: [{Name: 'x'}]}}`. All leaves are
 * strings, as they are on the wire. `Action` and `Version` are left out.
 */
export function readForm(body: string): Input {
  const root: Branch = new Map()
  for (const [name, value] of new URLSearchParams(body)) {
    if (name !== 'Action' && name !== 'Version') plant(root, name.split('.'), value)
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, grow(value)]))
}

type Branch = Map<string, Branch | string>

function plant(branch: Branch, [step = '', ...rest]: string[], value: string) {
  if (rest.length === 0) {
    branch.set(step, value)
    return
  }
  const found = branch.get(step)
  const next = found instanceof Map ? found : new Map<string, Branch | string>()
  branch.set(step, next)
  plant(next, rest, value)
}

function grow(value: Branch | string): unknown {
  if (typeof value === 'string') return value
  const steps = [...value.keys()]
  const list = value.get('member')
  if (steps.length === 1 && list !== undefined) return list === '' ? [] : grow(list)
  if (steps.every((step) => /^\d+$/.test(step))) {
    return steps.sort((one, other) => Number(one) - Number(other)).map((step) => grow(value.get(step) ?? ''))
  }
  return Object.fromEntries([...value].map(([name, member]) => [name, grow(member)]))
}
