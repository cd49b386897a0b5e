import type { StyledStream } from './style.ts'

/** What the user interface needs of a stream to write to; process.stdout and process.stderr are such. */
export interface OutputStream extends StyledStream {
  write(text: string): unknown
  rows?: number | undefined
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

/** How progress is shown: redrawn in place, as lines that stay, or not at all beside one JSON document. */
export type ReporterMode = 'live' | 'plain' | 'json'

/** Redrawing needs a terminal that somebody looks at; logs of build servers and dumb terminals get lines. */
export function pickMode(json: boolean, stderr: StyledStream, env: NodeJS.ProcessEnv): ReporterMode {
  if (json) return 'json'
  const inPlace = stderr.isTTY === true && env.TERM !== 'dumb' && !isBuildServer(env)
  return inPlace ? 'live' : 'plain'
}

/** CI is set by all common build servers; `CI=false` is how people say that theirs is none. */
function isBuildServer(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.CI) && env.CI !== 'false' && env.CI !== '0'
}
