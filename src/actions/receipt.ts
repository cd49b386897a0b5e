import type { RecordedReceipt } from '../../handler/contract.ts'
import type { HttpAnswer } from './http-sender.ts'

/** The receipt in an answer; undefined when the answer is anything else, such as the page or an error. */
export function readReceipt(answer: HttpAnswer): RecordedReceipt | undefined {
  if (answer.status !== 201 || answer.body.truncated || answer.body.encoding !== 'utf8') return undefined
  try {
    const body = JSON.parse(answer.body.content) as Partial<RecordedReceipt> | null
    return Number.isSafeInteger(body?.id) ? (body as RecordedReceipt) : undefined
  } catch {
    // Not JSON: not a receipt.
    return undefined
  }
}
