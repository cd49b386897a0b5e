import { FakeServiceError } from '../service.ts'

export interface Page<Item> {
  items: Item[]
  /** Absent on the last page. */
  next?: string
}

/**
 * One page of a list. Tokens are opaque to the caller, as AWS's are.
 * @throws FakeServiceError with the code given, for a token that was not given out
 */
export function takePage<Item>(
  all: readonly Item[],
  { token, size, refusal = 'InvalidParameterValue' }: { token?: unknown; size: number; refusal?: string },
): Page<Item> {
  const start = token === undefined || token === '' ? 0 : readToken(String(token), refusal)
  const end = start + size
  const items = all.slice(start, end)
  return end < all.length ? { items, next: writeToken(end) } : { items }
}

function writeToken(offset: number): string {
  return Buffer.from(`page ${offset}`).toString('base64url')
}

function readToken(token: string, refusal: string): number {
  const match = /^page (\d+)$/.exec(Buffer.from(token, 'base64url').toString())
  if (match) return Number(match[1])
  throw new FakeServiceError(refusal, 'The token is not one that was given out.')
}

/** How many a caller asked for, at most what the service gives at once. */
export function readSize(wanted: unknown, most: number): number {
  const number = Number(wanted ?? most)
  return Number.isFinite(number) && number > 0 ? Math.min(number, most) : most
}
