import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeFunction } from './function.ts'
import { writeLog } from './log-groups.ts'

export interface FunctionResult {
  payload: unknown
  /** `Unhandled` when the function threw; the payload says what. */
  error?: 'Unhandled'
}

/**
 * Runs the implementation that a test gave for a function; undefined when there is none. Writes Lambda's lines to the
 * function's log group.
 * @throws FakeServiceError when the implementation threw one: Lambda's own refusal
 */
export async function runFunction(
  account: FakeAccount,
  called: FakeFunction,
  event: unknown,
): Promise<FunctionResult | undefined> {
  const implementation = account.implementations.find(({ match }) => called.name.includes(match))
  if (implementation === undefined) return undefined
  const requestId = account.ids.makeUuid()
  const stream = `${new Date(account.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${'0'.repeat(32)}`
  const write = (line: string) => writeLog(account, called.logGroup, stream, `${line}\n`)
  write(`START RequestId: ${requestId} Version: $LATEST`)
  try {
    return { payload: (await implementation.run(event, called)) ?? null }
  } catch (error) {
    if (error instanceof FakeServiceError) throw error
    const payload = describe(error)
    write(`${new Date(account.now()).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(payload)}`)
    return { payload, error: 'Unhandled' }
  } finally {
    write(`END RequestId: ${requestId}`)
  }
}

/** As the Node.js runtime answers. */
function describe(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
}
