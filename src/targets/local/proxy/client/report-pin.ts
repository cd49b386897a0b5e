import type { DatabaseConnection } from '../database/database-connection.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { digestStatement } from '../sql/digest.ts'
import { type PinReason, pinReasonTexts } from '../sql/pin-reasons.ts'
import { chooseLexerOptions, type StatefulSession } from './lexer-options.ts'

/** Counts and logs that a session was pinned, in the words of RDS Proxy's log. */
export function reportPin(
  context: ProxyContext,
  session: StatefulSession & { readonly id: number; readonly address: string },
  connection: DatabaseConnection,
  reason: PinReason,
  text: Buffer | undefined,
): void {
  context.totals.sessionsPinned += 1
  const statement = text ? digestStatement(text, chooseLexerOptions(session.state, session.status)) : ''
  context.pins.note(reason, statement, `${session.address} (client ${session.id})`)
  const digest = text ? ` Digest: "${statement}".` : ''
  context.report(
    'WARN',
    `The client session was pinned to the database connection [dbConnection=${connection.id}] for the remainder of the session. The proxy can't reuse this connection until the session ends. Reason: ${pinReasonTexts[reason]}${digest}`,
    { clientConnection: session.id, digest: statement },
  )
}
