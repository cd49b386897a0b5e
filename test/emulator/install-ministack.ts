import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../src/targets/local/paths.ts'

const python = 'python3'
const run = promisify(execFile)

export interface Ministack {
  python: string
  /** Folder with the package and what it needs. */
  packages: string
}

/**
 * Ministack with the versions of requirements.txt in the cache of this user, or why it cannot be had. Nothing is
 * installed into the system's own Python.
 */
export async function installMinistack(): Promise<Ministack | { missing: string }> {
  const requirements = resolve('test/emulator/requirements.txt')
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16)
  const packages = join(cacheFolder(), `ministack-${version}`)
  if (existsSync(packages)) return { python, packages }
  const draft = `${packages}-${process.pid}`
  try {
    await mkdir(cacheFolder(), { recursive: true })
    const flags = ['--quiet', '--disable-pip-version-check', '--no-input', '--target', draft]
    await run(python, ['-m', 'pip', 'install', ...flags, '--requirement', requirements], { timeout: 180_000 })
    // Another run may have been quicker.
    await rename(draft, packages).catch((error: unknown) => {
      if (!existsSync(packages)) throw error
    })
    return { python, packages }
  } catch (error) {
    return { missing: `ministack cannot be installed: ${(error as Error).message.trim().split('\n').at(-1)}` }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
