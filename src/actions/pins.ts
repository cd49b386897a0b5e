import { readFile } from 'node:fs/promises'
import { ExitCode, UserError } from '../errors.ts'
import type { ExplainedStatement, PinnedStatement, Target } from '../targets/target.ts'
import { quoteArgument, writeCommand } from './command-line.ts'

/** What `pins` shows: statements that pinned sessions, or what given statements would do. */
export interface PinsResult {
  /** Where the statements are from: `environment`, a `log`, or `sql` that was not run. */
  source: 'environment' | 'log' | 'sql'
  /** Sessions that were pinned, by statement; empty for `sql`. */
  pins: PinnedStatement[]
  /** For `sql`: each statement in order. */
  statements: ExplainedStatement[]
  nextSteps: string[]
}

/** What a capture file has to tell: a debug log its pins, an SQL text what its statements would do. */
export type ReadCapture = (
  text: string,
  excludeVariableSets: boolean,
) => Promise<{ pins: PinnedStatement[] } | { statements: ExplainedStatement[] }>

export type ExplainSql = (sql: string, excludeVariableSets: boolean) => Promise<ExplainedStatement[]>

/** Statements that pinned sessions of a running environment. @throws UserError (exit code 3) when it has no proxy */
export async function showPins(target: Target): Promise<PinsResult> {
  const { proxy } = await target.status()
  if (!proxy?.pins) throw refuseWithoutProxy(target)
  return {
    source: 'environment',
    pins: proxy.pins,
    statements: [],
    nextSteps: [writeCommand(target, proxy.pins.length === 0 ? 'status' : 'pins --explain "SQL"')],
  }
}

/** What SQL would do, without a server. @throws UserError (exit code 2) when there is no statement in it */
export async function explainSql(sql: string, excludeVariableSets: boolean, explain: ExplainSql): Promise<PinsResult> {
  const statements = await explain(sql, excludeVariableSets)
  if (statements.length === 0) throw refuseEmpty('The SQL to explain has no statement in it.')
  return { source: 'sql', pins: [], statements, nextSteps: [] }
}

/** What a capture file shows. @throws UserError (exit code 2) when it cannot be read or says nothing */
export async function readPins(file: string, excludeVariableSets: boolean, read: ReadCapture): Promise<PinsResult> {
  const found = await read(await readCaptureFile(file), excludeVariableSets)
  if ('pins' in found) return { source: 'log', pins: found.pins, statements: [], nextSteps: [] }
  if (found.statements.length === 0) throw refuseEmpty(`${file} holds neither a debug log of the proxy nor SQL.`)
  return { source: 'sql', pins: [], statements: found.statements, nextSteps: [] }
}

async function readCaptureFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UserError({
      name: 'CaptureUnreadable',
      message: `The file ${JSON.stringify(file)} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      nextSteps: ['rds-proxy-webhook pins FILE, with a debug log of the proxy or SQL in it'],
      exitCode: ExitCode.usage,
      cause,
    })
  }
}

/** For a command line that names a file as well as SQL. */
export function refuseTwoSources(file: string): UserError {
  return new UserError({
    name: 'TwoSources',
    message: 'Either SQL or a file can be explained, not both at once.',
    nextSteps: ['rds-proxy-webhook pins --explain "SQL"', `rds-proxy-webhook pins ${quoteArgument(file)}`],
    exitCode: ExitCode.usage,
  })
}

function refuseEmpty(message: string): UserError {
  return new UserError({
    name: 'NothingToExplain',
    message,
    nextSteps: ['rds-proxy-webhook pins --explain "SET @a = 1"'],
    exitCode: ExitCode.usage,
  })
}

function refuseWithoutProxy(target: Target): UserError {
  const message =
    target.kind === 'aws'
      ? 'On AWS the pins are in the debug log of the proxy, and not in its status.'
      : `The proxy of the environment "${target.environment}" does not run.`
  const next = target.kind === 'aws' ? 'rds-proxy-webhook pins FILE' : writeCommand(target, 'deploy')
  return new UserError({ name: 'NoPins', message, nextSteps: [next], exitCode: ExitCode.notRunning })
}
