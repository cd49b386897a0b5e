import { appendFileSync, renameSync, statSync } from 'node:fs'

const LARGEST_LOG = 10 * 1024 * 1024
const FLUSH_MS = 100

export interface LogFile {
  write(line: string): void
  /** Writes what is still in memory. Called by itself every 100 ms and when the process ends. */
  flush(): void
}

/**
 * Appends lines to a file (0600), gathered to one write every 100 ms, for functions log several lines an
 * invocation. At 10 MB the file is renamed to `<name>.1`, replacing an older one, so that logs never fill a disk.
 * Lines that cannot be written are given up: logging must not stop the work it reports on.
 */
export function openLogFile(path: string): LogFile {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const text = waiting.join('')
    waiting = []
    try {
      if (size > LARGEST_LOG) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, text, { mode: 0o600 })
      size += Buffer.byteLength(text)
    } catch {
      // The disk is full or the folder is gone: nothing useful is left to do with the lines.
    }
  }
  process.once('exit', flush)

  return {
    write(line) {
      waiting.push(`${line}\n`)
      timer ??= setTimeout(flush, FLUSH_MS).unref()
    },
    flush,
  }
}
