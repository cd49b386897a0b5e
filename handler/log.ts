/** One line of a function's log. Never holds a secret, SQL or anything of a recorded request but its id. */
export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  message: string
  requestId?: string
  /** The database's or the SDK's name of an error, and MySQL's number. */
  code?: string
  number?: number
  [detail: string]: string | number | undefined
}

export type Log = (entry: LogEntry) => void

/** Writes the entry as one line of JSON on stdout, where Lambda's log takes it from. */
export const log: Log = (entry) => {
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}
