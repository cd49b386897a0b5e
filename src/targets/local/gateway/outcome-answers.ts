import type { InvocationFailure } from '../lambda/outcome.ts'
import { answerMessage, type HttpAnswer } from './http-answer.ts'

/**
 * What the client of an HTTP API gets when the gateway or the function fails.
 *
 * Documented (developer guide, "Troubleshooting issues with HTTP API Lambda integrations"): a failed integration is
 * `{"message":"Internal Server Error"}`. Seen and reported by users of HTTP APIs: an unhandled error, a crash and a
 * function that ran into its own time limit are 500 (REST APIs say 502 and 504 instead); an integration that takes
 * longer than the API's 30 s is 503 `Service Unavailable`; so is a function that Lambda throttles; a payload beyond
 * 10 MB, or beyond Lambda's 6 MB, is 413 `Request Entity Too Large`; a throttled API is 429 `Too Many Requests`.
 * Unknown: what 10,240 bytes of headers are answered with; 431, and 414 when the request line alone is too long.
 */
const failureAnswers: Record<InvocationFailure['kind'], [status: number, message: string]> = {
  'function-error': [500, 'Internal Server Error'],
  'timed-out': [500, 'Internal Server Error'],
  crashed: [500, 'Internal Server Error'],
  'could-not-start': [500, 'Internal Server Error'],
  'answer-too-large': [500, 'Internal Server Error'],
  'event-too-large': [413, 'Request Entity Too Large'],
  throttled: [503, 'Service Unavailable'],
}

const gatewayAnswers = {
  'invalid-answer': [500, 'Internal Server Error'],
  'integration-timeout': [503, 'Service Unavailable'],
  'rate-exceeded': [429, 'Too Many Requests'],
  'body-too-large': [413, 'Request Entity Too Large'],
  'headers-too-large': [431, 'Request Header Fields Too Large'],
  'target-too-long': [414, 'URI Too Long'],
  'bad-request': [400, 'Bad Request'],
  'too-slow': [408, 'Request Timeout'],
  'method-not-allowed': [405, 'Method Not Allowed'],
} as const satisfies Record<string, [status: number, message: string]>

export type GatewayRefusal = keyof typeof gatewayAnswers

/** The answer for an invocation that did not succeed. */
export function answerFailure(kind: InvocationFailure['kind']): HttpAnswer {
  return answerMessage(...failureAnswers[kind])
}

/** The answer for a request that the gateway itself turns down. */
export function answerRefusal(refusal: GatewayRefusal): HttpAnswer {
  const [status, message] = gatewayAnswers[refusal]
  return answerMessage(status, message)
}
