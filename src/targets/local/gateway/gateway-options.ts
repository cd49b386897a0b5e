import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { ThrottlingSettings } from '../../../settings/settings.ts'
import type { ComponentStatus } from '../../target-status.ts'
import type { Clock } from '../lambda/clock.ts'
import type { InvocationOutcome } from '../lambda/outcome.ts'

export interface GatewayOptions {
  host: '127.0.0.1'
  /** 0 picks a free one. */
  port: number
  invoke: (event: APIGatewayProxyEventV2) => Promise<InvocationOutcome>
  throttling: ThrottlingSettings
  /** How long a client waits for the function. Default: 30 s, the longest that HTTP APIs allow. */
  timeoutMs?: number
  /** How long a client may take to send the head of its request. Default: 10 s. */
  headTimeoutMs?: number
  /** Told of each request when its answer is out, or its client gone. */
  accessLog?: (entry: AccessLogEntry) => void
  clock?: Clock
  /** Whose gateway it is, for the commands that an error names. */
  environment?: string
}

export interface AccessLogEntry {
  requestId: string
  /** Milliseconds since 1970. */
  receivedAt: number
  method: string
  /** The target as sent, query included. */
  target: string
  /** 0 when the client hung up before there was an answer. */
  status: number
  durationMs: number
  /** Why the gateway itself answered with an error. Never holds content of the request or of the answer. */
  error?: string
}

export interface RunningGateway {
  /** Base URL without a trailing slash. */
  url: string
  port: number
  status(): ComponentStatus
  /** Takes no more requests, finishes those that run, and resolves when the port is free. */
  close(): Promise<void>
}
