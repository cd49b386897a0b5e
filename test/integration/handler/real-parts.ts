import { setTimeout as wait } from 'node:timers/promises'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { Database } from '../../../handler/database/database.ts'
import { type Login, Session } from '../../../handler/database/session.ts'
import { nameTables } from '../../../handler/database/tables.ts'
import type { LogEntry } from '../../../handler/log.ts'
import type { LoginSource } from '../../../handler/login/login-source.ts'
import { handleRequest, type WebhookParts } from '../../../handler/webhook/webhook.ts'
import type { RealDatabase } from '../real-database.ts'

/** The webhook function's parts on a real server, with what it logged and how often it connected. */
export interface RealParts extends WebhookParts {
  logged: LogEntry[]
  sessions: Session[]
  waits: number[]
}

export interface RealPartsOptions {
  login?: LoginSource
  schema?: string
  publicPage?: boolean
  /** Something between, such as a proxy, and the authority of its certificate. */
  port?: number
  authority?: string
}

/** A database, or a proxy before it, and who may come. */
export type DatabaseLogin = Pick<RealDatabase, 'port' | 'authority' | 'user' | 'password'>

/** Connects as the functions do: over verified TLS, by the name localhost, lazily. */
export function makeRealParts(server: DatabaseLogin, options: RealPartsOptions = {}): RealParts {
  const ca = options.authority ?? server.authority
  const tls = { ca, rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' }
  const sessions: Session[] = []
  const waits: number[] = []
  const logged: LogEntry[] = []
  const database = new Database({
    login: options.login ?? fixedLogin({ user: server.user, password: server.password }),
    async open(login, connectTimeout) {
      const address = { host: 'localhost', port: options.port ?? server.port }
      const session = await Session.open({ ...address, login, tls, connectTimeout })
      sessions.push(session)
      return session
    },
    wait(milliseconds) {
      waits.push(milliseconds)
      return wait(0)
    },
    random: () => 1,
  })
  return {
    database,
    tables: nameTables(options.schema),
    publicPage: options.publicPage ?? false,
    log: (entry) => logged.push(entry),
    logged,
    sessions,
    waits,
  }
}

/** A login that never changes. */
export function fixedLogin(login: Login): LoginSource {
  return { read: async () => login, forget: () => undefined }
}

export const plentyOfTime = () => 20_000

/** Sends an event to the webhook function; answers of JSON come parsed. */
export async function send(parts: RealParts, event: APIGatewayProxyEventV2, remaining = plentyOfTime) {
  const answer = await handleRequest(event, remaining, parts)
  const isJson = answer.headers?.['content-type'] === 'application/json'
  return { ...answer, json: isJson ? JSON.parse(answer.body ?? '') : undefined }
}

/** Closes the connections that a test left open. */
export function closeSessions(parts: RealParts): void {
  for (const session of parts.sessions) session.close()
}
