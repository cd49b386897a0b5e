import type { AwsEnvironment } from '../environment.ts'

/**
 * The last thing that went wrong in the rotation function, in the words of its log.
 * @param since milliseconds since 1970
 * @throws the SDK's errors, but for a log group that is not there
 */
export async function findRotationTrouble(
  env: AwsEnvironment,
  logGroup: string,
  since: number,
): Promise<string | undefined> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const client = await env.clients.logs()
  let last: string | undefined
  let token: string | undefined
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime: since,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    )
    for (const { message } of page.events ?? []) last = preferDetail(last, readTrouble(message ?? ''))
    token = page.nextToken
  } while (token !== undefined)
  return last
}

/** The runtime repeats the message of an error that the function has just logged with its step and code. */
function preferDetail(last: string | undefined, next: string | undefined): string | undefined {
  if (next === undefined) return last
  return last?.includes(next) ? last : next
}

/**
 * What a line of a function's log says of a failure: the function's own lines, those of the runtime for an error that
 * was thrown, in both of Lambda's formats, and Lambda's of a timeout. Undefined for all others.
 */
export function readTrouble(line: string): string | undefined {
  const timeout = /Task timed out after ([\d.]+) seconds/.exec(line)?.[1]
  if (timeout !== undefined) return `the rotation function had no answer within ${Number(timeout)} s`
  const start = line.indexOf('{')
  return start === -1 ? undefined : readEntry(line.slice(start))
}

function readEntry(json: string): string | undefined {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(json) as Record<string, unknown>
  } catch {
    return undefined
  }
  const level = String(entry.level ?? '').toLowerCase()
  if (typeof entry.errorMessage === 'string') return entry.errorMessage
  if (level !== 'error' && level !== 'fatal') return undefined
  return typeof entry.message === 'string' ? withCode(entry.message, entry) : readEntry(JSON.stringify(entry.message))
}

/** The function names the step and, of an error of the database or the SDK, its code and number. */
function withCode(message: string, { step, code, number }: Record<string, unknown>): string {
  const codes = [code, number].filter((each) => each !== undefined).join(' ')
  return `${step === undefined ? '' : `${step}: `}${message}${codes === '' ? '' : ` (${codes})`}`
}
