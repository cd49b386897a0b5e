import { randomBytes } from 'node:crypto'

/**
 * A new X-Ray trace header that is not sampled: nothing on this computer records traces. The form is that of the X-Ray
 * developer guide: `Root=1-<seconds in hex>-<24 hex digits>;Parent=<16 hex digits>;Sampled=0`.
 */
export function createTraceId(nowMs: number): string {
  const random = randomBytes(20).toString('hex')
  const seconds = Math.floor(nowMs / 1000).toString(16)
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};Sampled=0`
}
