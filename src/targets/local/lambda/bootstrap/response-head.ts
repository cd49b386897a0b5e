export interface ResponseHead {
  status: number
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  contentLength: number
}

/**
 * Reads status line and headers of a response of the Runtime API.
 * @throws Error when it has no Content-Length: the Runtime API of this program always sends one.
 */
export function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  const contentLength = Number(headers.get('content-length') ?? Number.NaN)
  if (!Number.isSafeInteger(contentLength)) throw new Error('The Runtime API answered without Content-Length.')
  return { status: Number(statusLine.split(' ')[1]), headers, contentLength }
}
