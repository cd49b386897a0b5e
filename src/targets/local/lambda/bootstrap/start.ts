import { RuntimeConnection, type RuntimeRequest, type RuntimeResponse } from './connection.ts'
import { formatConsole, writeLine } from './console-format.ts'
import { createContext } from './context.ts'
import { describeThrown, type ErrorPayload, RuntimeError } from './error-payload.ts'
import { type Handler, loadHandler } from './load-handler.ts'

/** Exit statuses of Lambda's Node.js runtime. */
const exitUncaught = 129
const exitUnhandledRejection = 128

/**
 * The program of an execution environment: loads the handler, then takes events from the Runtime API for ever. Ends
 * the process when the other side is gone, so that no environment outlives the program that started it.
 */
export async function startRuntime(): Promise<void> {
  const connection = new RuntimeConnection(process.env.AWS_LAMBDA_RUNTIME_API ?? '', () => process.exit(1))
  const runtime = new Runtime(connection)
  formatConsole(globalThis.console, () => runtime.requestId)
  process.on('uncaughtException', (error) => runtime.fail('Uncaught Exception', error, exitUncaught))
  process.on('unhandledRejection', (reason) => {
    const error = new RuntimeError('Runtime.UnhandledPromiseRejection', describeReason(reason))
    runtime.fail('Unhandled Promise Rejection', error, exitUnhandledRejection)
  })
  await runtime.run(() => loadHandler(process.env.LAMBDA_TASK_ROOT ?? '', process.env._HANDLER ?? ''))
}

class Runtime {
  readonly #connection: RuntimeConnection
  /** The event that is being handled. */
  requestId: string | undefined

  constructor(connection: RuntimeConnection) {
    this.#connection = connection
  }

  async run(load: () => Promise<Handler>): Promise<void> {
    let handler: Handler
    try {
      handler = await load()
    } catch (error) {
      return this.fail('Uncaught Exception', error, 1)
    }
    let event = await this.#connection.send({ path: 'invocation/next' })
    while (true) {
      const answer = await this.#handle(handler, event)
      this.requestId = undefined
      event = await this.#connection.send(answer, { path: 'invocation/next' })
    }
  }

  async #handle(handler: Handler, event: RuntimeResponse): Promise<RuntimeRequest> {
    const requestId = event.headers.get('lambda-runtime-aws-request-id') ?? ''
    this.requestId = requestId
    process.env._X_AMZN_TRACE_ID = event.headers.get('lambda-runtime-trace-id') ?? ''
    try {
      const result = await handler(JSON.parse(event.body.toString('utf8')), createContext(event.headers, process.env))
      return { path: `invocation/${requestId}/response`, body: encodeResult(result) }
    } catch (error) {
      const payload = describeThrown(error)
      writeLine(requestId, 'ERROR', `Invoke Error \t${JSON.stringify(payload)}`)
      return postError(`invocation/${requestId}/error`, payload)
    }
  }

  /** Reports an error after which the process cannot go on, and ends it. */
  fail(title: string, error: unknown, exitStatus: number): void {
    const payload = describeThrown(error)
    writeLine(this.requestId, 'ERROR', `${title} \t${JSON.stringify(payload)}`)
    const path = this.requestId === undefined ? 'init/error' : `invocation/${this.requestId}/error`
    void this.#connection.send(postError(path, payload)).then(() => process.exit(exitStatus))
  }
}

function encodeResult(result: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(result) ?? 'null')
  } catch {
    // A cycle or a BigInt: Lambda's runtime says this and no more.
    throw new RuntimeError('Runtime.JSONStringifyError', 'Unable to stringify response body')
  }
}

function postError(path: string, payload: ErrorPayload): RuntimeRequest {
  const type = payload.errorType.replaceAll(/[^\x21-\x7e]/g, '_')
  const headers = { 'Lambda-Runtime-Function-Error-Type': type }
  return { path, body: Buffer.from(JSON.stringify(payload)), headers }
}

function describeReason(reason: unknown): string {
  const { errorType, errorMessage } = describeThrown(reason)
  return reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage
}
