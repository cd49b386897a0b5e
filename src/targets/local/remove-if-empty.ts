import { existsSync, readdirSync, rmSync } from 'node:fs'

/** Folders that environments share go with the last one; a `.gitignore` of ours does not count. */
export function removeIfEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).some((name) => name !== '.gitignore')) return
  rmSync(folder, { recursive: true, force: true })
}
