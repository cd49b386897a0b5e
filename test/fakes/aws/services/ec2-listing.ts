import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { applyFilters, type FilterValues, readEc2Filters } from './filters.ts'
import { readSize, takePage } from './paging.ts'

/** What EC2's Describe operations have in common. */
export interface Ec2Listing<Thing extends { id: string }> {
  all: readonly Thing[]
  /** Form member with the ids asked for, such as `SubnetId`. */
  idsMember: string
  /** Refusal of an id that does not exist. */
  missing: (id: string) => FakeServiceError
  filters: FilterValues<Thing>
  describe: (thing: Thing) => object
  /** Member of the answer, such as `subnetSet`. */
  answerMember: string
}

/** By ids, then by filters, then page by page. @throws FakeServiceError for an unknown id or filter */
export function listEc2<Thing extends { id: string }>(input: Input, listing: Ec2Listing<Thing>): object {
  const { all, idsMember, missing, filters, describe, answerMember } = listing
  const ids = input[idsMember] as string[] | undefined
  const absent = ids?.find((id) => !all.some((thing) => thing.id === id))
  if (absent !== undefined) throw missing(absent)
  const wanted = all.filter(({ id }) => ids?.includes(id) ?? true)
  const passed = applyFilters(wanted, readEc2Filters(input), filters, (name) => {
    return new FakeServiceError('InvalidParameterValue', `The filter '${name}' is invalid`)
  })
  const { items, next } = takePage(passed, { token: input.NextToken, size: readSize(input.MaxResults, 1_000) })
  return { [answerMember]: items.map(describe), nextToken: next }
}

/** EC2's tags have small letters. */
export function writeTagSet(tags: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}
