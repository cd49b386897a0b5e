import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { answerRefusal, type GatewayRefusal } from './outcome-answers.ts'
import { createRequestId } from './request-id.ts'
import { formatRawAnswer } from './write-answer.ts'

/** By the codes of Node's parser and timeouts. */
const refusals: Record<string, GatewayRefusal> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
}

/** Answers what is not HTTP, is too large to parse, or came too slowly, and closes the connection. */
export function answerParserError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // A response that has begun cannot be replaced by another one.
  const begun = '_httpMessage' in socket && hasBegun(socket._httpMessage)
  if (error.code === 'ECONNRESET' || !socket.writable || begun) socket.destroy()
  else writeRaw(socket, refusals[error.code ?? ''] ?? 'bad-request')
}

/** CONNECT asks for a tunnel, which an API does not have. */
export function answerConnect(socket: Duplex): void {
  // The client may be gone before it is told.
  socket.on('error', () => socket.destroy())
  writeRaw(socket, 'method-not-allowed')
}

function writeRaw(socket: Duplex, refusal: GatewayRefusal): void {
  const answer = answerRefusal(refusal)
  socket.end(formatRawAnswer(answer, createRequestId(), STATUS_CODES[answer.status] ?? ''), 'latin1', () =>
    socket.destroy(),
  )
}

function hasBegun(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'headersSent' in message && message.headersSent === true
}
