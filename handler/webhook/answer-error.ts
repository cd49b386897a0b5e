import { describeFailure } from '../failure.ts'
import type { Log } from '../log.ts'
import { type Answer, answerJson } from './answer.ts'

/** Seconds after which a client may try again: a failover or a burst lasts about that long. */
const retryAfter = '5'

/** Logs what went wrong and answers 503 when asking later makes sense, else 500. Neither says what it was. */
export function answerError(error: unknown, requestId: string, log: Log): Answer {
  const failure = describeFailure(error)
  log({ level: 'error', requestId, ...failure.entry })
  return failure.passing
    ? answerJson(503, { message: 'Service Unavailable', requestId }, { 'retry-after': retryAfter })
    : answerJson(500, { message: 'Internal Server Error', requestId })
}
