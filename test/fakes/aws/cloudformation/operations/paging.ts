import { refuse } from '../template.ts'

/**
 * One page of a list. The token names the last entry that was given, so that entries which are added at the list's
 * other end do not move it.
 *
 * @param keyOf what is unique to each entry
 */
export function cutPage<Each>(
  all: readonly Each[],
  token: string | undefined,
  size: number,
  keyOf: (entry: Each) => string,
): { page: Each[]; nextToken: string | undefined } {
  const last = token === undefined ? undefined : Buffer.from(token, 'base64url').toString()
  const index = last === undefined ? -1 : all.findIndex((entry) => keyOf(entry) === last)
  if (last !== undefined && index === -1) throw refuse('Invalid NextToken.')
  const page = all.slice(index + 1, index + 1 + size)
  const end = page.at(-1)
  const more = end !== undefined && index + 1 + size < all.length
  return { page, nextToken: more ? Buffer.from(keyOf(end)).toString('base64url') : undefined }
}
