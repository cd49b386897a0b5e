/** What a runtime posts to the Runtime API when an invocation or the init phase fails. */
export interface ErrorReport {
  errorType: string
  errorMessage: string
}

/**
 * Reads the body that a runtime posted to `/error`, tolerating anything: a runtime that fails may well write a broken
 * report. The header Lambda-Runtime-Function-Error-Type stands in for a missing type.
 */
export function parseErrorReport(body: Buffer, headerType: string | undefined): ErrorReport {
  const parsed = parseObject(body)
  return {
    errorType: textOr(parsed.errorType, headerType ?? 'Unhandled'),
    errorMessage: textOr(parsed.errorMessage, ''),
  }
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // Not JSON: the type from the header is all there is to know.
    return {}
  }
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback
}
