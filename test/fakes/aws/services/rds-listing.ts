import type { Input } from '../protocols/operations.ts'
import { NamedList } from '../protocols/xml.ts'
import { FakeServiceError } from '../service.ts'
import { listTags, type Tags } from '../state/tags.ts'
import { applyFilters, type FilterValues, readRdsFilters } from './filters.ts'
import { readSize, takePage } from './paging.ts'

/** A page of things as RDS gives them: `MaxRecords` at most 100, `Marker` for the next. */
export function listRds<Thing>(
  input: Input,
  all: readonly Thing[],
  filters: FilterValues<Thing> = {},
): { items: Thing[]; Marker: string | undefined } {
  const passed = applyFilters(all, readRdsFilters(input), filters, (name) => {
    return new FakeServiceError('InvalidParameterValue', `Unrecognized filter name: ${name}`)
  })
  const { items, next } = takePage(passed, { token: input.Marker, size: readSize(input.MaxRecords, 100) })
  return { items, Marker: next }
}

/** RDS's tags: `<TagList><Tag>`. */
export function writeTagList(tags: Tags): NamedList {
  return new NamedList('Tag', listTags(tags))
}

export function readFlag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : String(value) === 'true'
}
