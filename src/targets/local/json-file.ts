import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Reads a small JSON file of our own. Undefined when it is missing or was cut off half-way. */
export function readJsonFile<Content>(path: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces the file as a whole (0600), so that a reader never sees half of it. */
export function writeJsonFile(path: string, content: unknown): void {
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
