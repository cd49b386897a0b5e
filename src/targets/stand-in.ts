import type { StandIn, StandInOptions } from './stand-in-options.ts'
import type { ExplainedStatement, PinnedStatement } from './target.ts'

export type { StandIn, StandInOptions } from './stand-in-options.ts'

/** @throws UserError when a file cannot be used or the address cannot be had */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { startStandIn: start } = await import('./local/stand-in/start-stand-in.ts')
  return start(options)
}

/** What the proxy would make of SQL, statement by statement; nothing is run. */
export async function explainPins(sql: string, excludeVariableSets: boolean): Promise<ExplainedStatement[]> {
  const { explainStatements } = await import('./local/proxy/index.ts')
  return explainStatements(sql, excludeVariableSets)
}

/**
 * What a file has to tell about pins: a debug log of RDS Proxy or of the stand-in those that happened, an SQL text
 * those that would. Anything else gives no statements.
 */
export async function readPinCapture(
  text: string,
  excludeVariableSets: boolean,
): Promise<{ pins: PinnedStatement[] } | { statements: ExplainedStatement[] }> {
  const { explainStatements, gatherLoggedPins, isProxyLog, isSql, readLogLines } = await import(
    './local/proxy/index.ts'
  )
  if (isProxyLog(text)) return { pins: gatherLoggedPins(readLogLines(text)) }
  return { statements: isSql(text) ? explainStatements(text, excludeVariableSets) : [] }
}
