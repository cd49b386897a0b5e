import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

/** Returns what has been appended to a log file since the mark was set, at most the last 64 KB. */
export type ReadSinceMark = () => string

const LONGEST = 65_536

/** Sets a mark at the end of a log file, so that a failure is explained by lines of this start only. */
export function markLog(path: string): ReadSinceMark {
  const mark = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return () => {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      const start = Math.max(mark, size - LONGEST)
      const buffer = Buffer.alloc(Math.max(0, size - start))
      readSync(file, buffer, 0, buffer.length, start)
      return buffer.toString('utf8')
    } finally {
      closeSync(file)
    }
  }
}
