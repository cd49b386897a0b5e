const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Node hands on header values as strings of bytes (latin1). Nearly all clients that send more than ASCII mean UTF-8:
 * taken as such when it is valid, else left as it is, so that no byte is lost.
 */
export function decodeByteString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return text
  return decodeUtf8(Buffer.from(text, 'latin1')) ?? text
}

/** The text of valid UTF-8, or undefined. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    // Not UTF-8: the caller has another way to keep the bytes.
    return undefined
  }
}
