import type { ExplainedStatement } from '../proxy-status.ts'
import { classifyStatements } from '../sql/classify-statement.ts'
import { digestStatement } from '../sql/digest.ts'
import type { LexerOptions } from '../sql/lexer.ts'
import { splitStatements } from '../sql/split-statements.ts'
import { advisePin } from './pin-advice.ts'

const usual: LexerOptions = { backslashEscapes: true, asciiTrailBytes: false, ansiQuotes: false }

/**
 * What each statement of an SQL text does to the session that sends it with COM_QUERY. Nothing is run.
 * @param sql UTF-8; statements are separated by `;`
 */
export function explainStatements(sql: string, excludeVariableSets: boolean): ExplainedStatement[] {
  return splitStatements(sql).map((statement) => {
    const text = Buffer.from(statement, 'latin1')
    const [effects] = classifyStatements(text, { ...usual, excludeVariableSets })
    const digest = digestStatement(text, usual)
    const pin = effects?.pin
    return pin ? { digest, pins: true, advice: advisePin(pin) } : { digest, pins: false }
  })
}
