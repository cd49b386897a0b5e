import { decodeUtf8 } from './byte-string.ts'

export interface EventBody {
  body?: string
  isBase64Encoded: boolean
}

/**
 * Content types whose bodies HTTP APIs hand on as text. AWS documents only that "binary" bodies are encoded; observed
 * on real HTTP APIs: text of any kind, JSON, XML and JavaScript are text, and everything else is base64, forms
 * (application/x-www-form-urlencoded) and bodies without a content type included.
 */
const textType = /^(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i

/**
 * The body as payload format 2.0 has it; none at all for an empty one. Text that is not valid UTF-8 would be damaged
 * by being text, so it is encoded as well.
 */
export function encodeBody(bytes: Buffer, contentType: string | undefined): EventBody {
  if (bytes.length === 0) return { isBase64Encoded: false }
  const text = textType.test(contentType?.trim() ?? '') ? decodeUtf8(bytes) : undefined
  if (text !== undefined) return { body: text, isBase64Encoded: false }
  return { body: bytes.toString('base64'), isBase64Encoded: true }
}
