import { randomFillSync } from 'node:crypto'

const idBytes = 11
const pool = Buffer.alloc(idBytes * 512)
let next = pool.length

/**
 * A request id as HTTP APIs make them: 11 random bytes in URL-safe base64, such as `JKJaXmPLvHcESHA=`. 88 random bits:
 * two of them never meet.
 */
export function createRequestId(): string {
  if (next >= pool.length) {
    // One call for many ids: asking the system for random bytes each time costs as much as the rest of an event.
    randomFillSync(pool)
    next = 0
  }
  const id = pool.subarray(next, next + idBytes).toString('base64url')
  next += idBytes
  return `${id}=`
}
