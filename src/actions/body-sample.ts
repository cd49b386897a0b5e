import { isUtf8 } from 'node:buffer'
import type { RecordedBody } from '../../handler/contract.ts'

/** The beginning of an answer's body, in the same shape as a recorded request's body. */
export type SampledBody = RecordedBody

/** Takes in a body of any size and keeps its first bytes only. */
export class BodySample {
  readonly #maxBytes: number
  readonly #chunks: Buffer[] = []
  #kept = 0
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length
    const room = this.#maxBytes - this.#kept
    if (room <= 0) return
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.#chunks.push(part)
    this.#kept += part.length
  }

  result(): SampledBody {
    const truncated = this.#bytes > this.#kept
    const content = Buffer.concat(this.#chunks, this.#kept)
    const text = truncated ? withoutCutCharacter(content) : content
    return isUtf8(text)
      ? { bytes: this.#bytes, encoding: 'utf8', content: text.toString('utf8'), truncated }
      : { bytes: this.#bytes, encoding: 'base64', content: content.toString('base64'), truncated }
  }
}

/** The cut may have gone through a character of up to four bytes: its beginning is no reason to call text binary. */
function withoutCutCharacter(content: Buffer): Buffer {
  for (let cut = 0; cut < 4 && cut <= content.length; cut++) {
    const shorter = content.subarray(0, content.length - cut)
    if (isUtf8(shorter)) return shorter
  }
  return content
}
