import type { ExplainedStatement } from '../proxy-status.ts'
import { classifyStatements } from '../sql/classify-statement.ts'
import { digestStatement } from '../sql/digest.ts'
import type { LexerOptions } from '../sql/lexer.ts'
import { isKnownStatement } from './known-statements.ts'
import { advisePin } from './pin-advice.ts'
import { splitScript } from './split-script.ts'

const usual: LexerOptions = { backslashEscapes: true, asciiTrailBytes: false, ansiQuotes: false }

/**
 * What each statement of an SQL text does to the session that sends it with COM_QUERY. Nothing is run.
 * @param sql UTF-8; statements are separated by `;`, or as DELIMITER says
 */
export function explainStatements(sql: string, excludeVariableSets: boolean): ExplainedStatement[] {
  const options = { ...usual, excludeVariableSets }
  return splitScript(sql, options).map((statement) => {
    const text = Buffer.from(statement, 'latin1')
    const [effects] = classifyStatements(text, options)
    const digest = digestStatement(text, usual)
    const pin = effects?.pin
    return pin ? { digest, pins: true, advice: advisePin(pin) } : { digest, pins: false }
  })
}

/** Whether a text can be SQL at all: at least one statement begins as one does, and it is no binary file. */
export function isSql(text: string): boolean {
  if (text.includes('\0')) return false
  return splitScript(text, { ...usual, excludeVariableSets: false }).some(isKnownStatement)
}
