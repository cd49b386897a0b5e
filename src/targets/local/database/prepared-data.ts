import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type MakeDataOptions, makeData } from './make-data.ts'
import { serverFolder } from './server-arguments.ts'
import type { ServerProgram } from './server-program.ts'

/** Goes up when data directories are made differently, so that older copies are not used any more. */
const RECIPE = 1

export interface PreparedOptions extends Omit<MakeDataOptions, 'dataDirectory'> {
  cacheFolder: string
}

/**
 * The folder of an empty database made by this very program, kept for all environments of this user. It holds no
 * password. Made in a folder of its own and renamed into place, so that it is there whole or not at all.
 * @returns its `data` folder, to be copied
 */
export async function prepareData(options: PreparedOptions): Promise<string> {
  const prepared = join(options.cacheFolder, 'prepared-data')
  const place = join(prepared, nameOf(options.program))
  if (await exists(serverFolder(place))) return serverFolder(place)
  await mkdir(prepared, { recursive: true, mode: 0o700 })
  const draft = join(prepared, `.draft-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(draft, { mode: 0o700 })
    await makeData({ ...options, dataDirectory: draft })
    // Each server makes its own identity when it finds none.
    await rm(join(serverFolder(draft), 'auto.cnf'), { force: true })
    await rename(draft, place)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Somebody else has just put the same into place.
    if (!(await exists(serverFolder(place)))) throw error
  }
  return serverFolder(place)
}

function nameOf(program: ServerProgram): string {
  const hash = createHash('sha256').update(`${program.path}\n${program.version}\n${RECIPE}`).digest('hex')
  return `${program.kind}-${program.version}-${hash.slice(0, 8)}`
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
