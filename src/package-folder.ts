import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from './errors.ts'

/** The folder of this package, whether the caller runs from the sources or from a bundle in `dist/`. */
function findPackageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'oclif.manifest.json')) || existsSync(join(folder, 'bin', 'run.js'))) return folder
    if (folder === dirname(folder)) throw new Fault('The package folder was not found.')
  }
}

/** Path of something that the build has made, such as `background.js` or `functions/webhook`. */
export function builtPath(...parts: string[]): string {
  return join(findPackageFolder(), 'dist', ...parts)
}

/** The version in package.json. */
export function readPackageVersion(): string {
  const text = readFileSync(join(findPackageFolder(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
