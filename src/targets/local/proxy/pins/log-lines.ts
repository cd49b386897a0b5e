/**
 * The lines of a log, in whichever form it was saved: plain text, one JSON document (as the AWS command line answers
 * for a log group), or a JSON document a line.
 */
export function readLogLines(text: string): string[] {
  const document = parseJson(text)
  if (document !== undefined) return collectLines(document)
  return text.split('\n').flatMap((line) => {
    const entry = parseJson(line)
    return entry === undefined ? [line] : collectLines(entry)
  })
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // A plain line may begin with a bracket too.
    return undefined
  }
}

/** All strings in a document, however deep: which field has the message differs from tool to tool. */
function collectLines(document: unknown): string[] {
  const lines: string[] = []
  const waiting = [document]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') lines.push(...value.split('\n'))
    else if (value !== null && typeof value === 'object') {
      for (const child of Object.values(value).reverse()) if (child !== undefined && child !== null) waiting.push(child)
    }
  }
  return lines
}
