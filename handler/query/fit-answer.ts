import type { RecordedRequest } from '../contract.ts'
import { showBody } from './show-request.ts'

/** Most bytes of JSON in an answer: below the 6 MB that a function may answer. */
export const answerBytes = 5_000_000

/** The requests that fit into an answer, in order and at least one; `cut` when some were left out. */
export function fitAnswer(requests: readonly RecordedRequest[]): { requests: RecordedRequest[]; cut: boolean } {
  const fitting: RecordedRequest[] = []
  let bytes = 0
  for (const request of requests) {
    bytes += measure(request)
    if (bytes > answerBytes) {
      if (fitting.length === 0) fitting.push(shorten(request))
      break
    }
    fitting.push(request)
  }
  return { requests: fitting, cut: fitting.length < requests.length }
}

/** As JSON, where a control character takes six bytes and base64 a third more than what it stands for. */
function measure(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1
}

/** The same request with as much of its body as fits, halved until it does. */
function shorten(request: RecordedRequest): RecordedRequest {
  const content = Buffer.from(request.body.content, request.body.encoding)
  for (let most = answerBytes >> 1; most > 0; most >>= 1) {
    const shorter = { ...request, body: showBody(content.subarray(0, most), request.body.bytes, most) }
    if (measure(shorter) <= answerBytes) return shorter
  }
  return { ...request, body: showBody(Buffer.alloc(0), request.body.bytes, 0) }
}
