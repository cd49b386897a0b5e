import type { Input } from '../protocols/operations.ts'

/** What a filter compares: its name, and the values that a thing has for it. */
export type FilterValues<Thing> = Record<string, (thing: Thing) => readonly string[]>

interface Filter {
  Name: string
  values: string[]
}

/**
 * Things that pass all filters; a filter passes with any of its values. `*` and `?` are wildcards, as in EC2. A filter
 * by `tag:KEY` reads the tags.
 * @param refuse makes the error for a filter that the operation does not have
 */
export function applyFilters<Thing>(
  things: readonly Thing[],
  filters: readonly Filter[],
  known: FilterValues<Thing>,
  refuse: (name: string) => Error,
): Thing[] {
  const checks = filters.map(({ Name, values }) => {
    const read = known[Name] ?? readTag(Name)
    if (read === undefined) throw refuse(Name)
    const patterns = values.map(toPattern)
    return (thing: Thing) => read(thing).some((value) => patterns.some((pattern) => pattern.test(value)))
  })
  return things.filter((thing) => checks.every((check) => check(thing)))
}

/** EC2's `Filter.1.Name`, `Filter.1.Value.1`. */
export function readEc2Filters({ Filter: list }: Input): Filter[] {
  return ((list ?? []) as { Name: string; Value: string[] }[]).map(({ Name, Value }) => ({ Name, values: Value ?? [] }))
}

/** RDS's `Filters.Filter.1.Name`, `Filters.Filter.1.Values.Value.1`. */
export function readRdsFilters({ Filters }: Input): Filter[] {
  const list = (Filters as { Filter?: { Name: string; Values: { Value?: string[] } }[] } | undefined)?.Filter ?? []
  return list.map(({ Name, Values }) => ({ Name, values: Values.Value ?? [] }))
}

function readTag<Thing>(name: string): ((thing: Thing) => readonly string[]) | undefined {
  const read = (thing: Thing) => (thing as { tags?: Record<string, string> }).tags ?? {}
  if (name === 'tag-key') return (thing) => Object.keys(read(thing))
  if (!name.startsWith('tag:')) return undefined
  return (thing) => [read(thing)[name.slice(4)] ?? []].flat()
}

function toPattern(value: string): RegExp {
  const escaped = value.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}
