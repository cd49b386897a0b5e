/** Codes of Node's sockets and name service for a network that may be back in a moment. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|RequestTimeout|TimeoutError/

/** Whether asking again later may well succeed: the network, a limit on the rate of requests, or trouble at AWS. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, $metadata, cause } = error as Error & {
    code?: unknown
    $metadata?: { httpStatusCode?: number }
  }
  if (typeof code === 'string' && networkCodes.has(code)) return true
  if (throttled.test(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500) return true
  return cause !== undefined && isTransient(cause)
}
