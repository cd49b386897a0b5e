import type { ServerResponse } from 'node:http'
import type { HttpAnswer } from './http-answer.ts'

export interface WriteOptions {
  requestId: string
  lastOnConnection: boolean
  /** False: all of it is sent, but the response is left for the caller to end. */
  isEnd: boolean
}

/**
 * Writes an answer, with API Gateway's request id on it as on every answer of an HTTP API. Does nothing for a client
 * that is gone.
 */
export function writeAnswer(response: ServerResponse, answer: HttpAnswer, options: WriteOptions): void {
  if (response.destroyed || response.headersSent) return
  const { status, headers, body } = answer
  const bodiless = status === 204 || status === 304
  response.writeHead(status, [
    ...headers.flat(),
    ...['Apigw-Requestid', options.requestId],
    ...(bodiless ? [] : ['Content-Length', String(body.length)]),
    ...(options.lastOnConnection ? ['Connection', 'close'] : []),
  ])
  if (options.isEnd) response.end(bodiless ? undefined : body)
  else response.write(body)
}

/** An answer for a socket whose request Node could not parse: there is no response object for it. */
export function formatRawAnswer(answer: HttpAnswer, requestId: string, reason: string): string {
  const lines = [
    `HTTP/1.1 ${answer.status} ${reason}`,
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
    `Apigw-Requestid: ${requestId}`,
    `Content-Length: ${answer.body.length}`,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${answer.body.toString('latin1')}`
}
