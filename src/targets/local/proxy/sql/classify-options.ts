import type { LexerOptions } from './lexer.ts'

/** How statements are to be read. */
export interface ClassifyOptions extends LexerOptions {
  /** RDS Proxy's EXCLUDE_VARIABLE_SETS: SET statements never pin. */
  excludeVariableSets: boolean
}
