export interface ErrorPayload {
  errorType: string
  errorMessage: string
  trace: string[]
}

/** What Lambda's Node.js runtime reports for a thrown value: the error's name, message and stack lines. */
export function describeThrown(thrown: unknown): ErrorPayload {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: describeValue(thrown), trace: [] }
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    trace: String(thrown.stack).split('\n'),
  }
}

function describeValue(value: unknown): string {
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  } catch {
    // An object with a cycle or a hostile toString: there is nothing readable about it.
    return 'The thrown value cannot be shown.'
  }
}

/** An error of the runtime itself, with one of Lambda's names such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}
