/** A request as it is written: one row, whatever its size. */
export interface RequestRecord {
  receivedAt: Date
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: Buffer
  sourceIp: string
  /** Unique: writing the same one again changes nothing. */
  requestId: string
  userAgent: string
}

/** Fields that may be kept in parts, by the name of their column. */
export const divisibleFields = ['body', 'headers', 'query', 'user_agent'] as const
export type DivisibleField = (typeof divisibleFields)[number]
