import { ServerStatus } from '../protocol/status-flags.ts'
import type { ProxyContext } from '../proxy-context.ts'
import type { SessionState } from '../session-state.ts'
import type { ClassifyOptions } from '../sql/classify-options.ts'
import type { LexerOptions } from '../sql/lexer.ts'

/** Numbers of the collations of big5, sjis, gbk, cp932 and gb18030, less those of {@link NO_PAD}. */
const asciiTrailCollations = new Set([1, 13, 28, 84, 87, 88, 95, 96, 248, 249, 250])
/** MariaDB adds it to the number of a collation for the one that pads no spaces. */
const NO_PAD = 1024
const asciiTrailCharsets = /big5|sjis|gbk|cp932|gb18030/i

/** Character sets with a byte above 127 that both servers take for white space, and the numbers of their collations. */
const blanks = [
  {
    byte: 0xa0,
    charset: /latin[1257]|dec8|hebrew|greek|cp1250|armscii8|geostd8/i,
    collations: new Set(
      [2, 3, 5, 8, 9, 15, 16, 20, 21, 25, 26, 27, 30, 31, 32].concat([
        34, 41, 42, 44, 47, 48, 49, 64, 66, 69, 70, 71, 77, 78, 79, 92, 93, 94, 99,
      ]),
    ),
  },
  { byte: 0xff, charset: /cp852|cp866|keybcs2/i, collations: new Set([36, 37, 40, 68, 73, 81]) },
]

/** What of a session decides how its SQL is read. */
export interface StatefulSession {
  readonly state: SessionState
  /** Flags that the server sent last. */
  readonly status: number
}

/** How the session's SQL is to be split into tokens. */
export function chooseLexerOptions(state: SessionState, status: number): LexerOptions {
  const names = state.variables.find(({ name }) => name === 'names' || name === 'character set')
  const client = state.variables.find(({ name }) => name === 'character_set_client') ?? names
  const sqlMode = state.variables.find(({ name }) => name === 'sql_mode')
  const collation = state.collation & ~NO_PAD
  const blank = blanks.find(({ charset, collations }) =>
    client ? charset.test(client.statement) : collations.has(collation),
  )
  return {
    ...(blank && { noBreakSpace: blank.byte }),
    backslashEscapes: (status & ServerStatus.noBackslashEscapes) === 0,
    asciiTrailBytes: client ? asciiTrailCharsets.test(client.statement) : asciiTrailCollations.has(collation),
    ansiQuotes: sqlMode !== undefined && /ansi/i.test(sqlMode.statement),
  }
}

/** Returns how a session's statements are to be read at the moment: worked out again only after it has changed. */
export function rememberClassifyOptions(session: StatefulSession, { settings }: ProxyContext): () => ClassifyOptions {
  const excludeVariableSets = settings.pinningFilter === 'exclude-variable-sets'
  let { state, status } = session
  let known: ClassifyOptions = { ...chooseLexerOptions(state, status), excludeVariableSets }
  return () => {
    if (session.state !== state || session.status !== status) {
      ;({ state, status } = session)
      known = { ...chooseLexerOptions(state, status), excludeVariableSets }
    }
    return known
  }
}
