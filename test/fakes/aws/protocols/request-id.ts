import { randomUUID } from 'node:crypto'

/** The id that AWS gives each request; it comes back in a header and, in XML, in the body. */
export function makeRequestId(): string {
  return randomUUID()
}
