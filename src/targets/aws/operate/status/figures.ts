/** The values of one metric, newest first. */
export type Series = { at: number; value: number }[]

export interface Figures {
  /** Milliseconds since 1970. */
  readAt: number
  /** By the id of the query. */
  series: ReadonlyMap<string, Series>
}

/** The newest value that is at most so old; undefined when there is none. */
export function findLatest(series: Series | undefined, notBefore: number): number | undefined {
  return series?.find(({ at }) => at >= notBefore)?.value
}

export function sumUp(series: Series | undefined): number {
  return (series ?? []).reduce((sum, { value }) => sum + value, 0)
}

export function findHighest(series: Series | undefined): number {
  return Math.max(0, ...(series ?? []).map(({ value }) => value))
}
