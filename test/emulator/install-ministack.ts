import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../src/targets/local/paths.ts'

/** The version that the additions were written for: they reach into its inside. */
const requirement = 'ministack==1.5.33'
const python = 'python3'
const run = promisify(execFile)

export interface Ministack {
  python: string
  /** Folder with the package and what it needs. */
  packages: string
}

/** Ministack in the cache of this user, or why it cannot be had; never installed into the system's own Python. */
export async function installMinistack(): Promise<Ministack | { missing: string }> {
  const packages = join(cacheFolder(), requirement.replace('==', '-'))
  if (existsSync(packages)) return { python, packages }
  const draft = `${packages}-${process.pid}`
  try {
    await mkdir(cacheFolder(), { recursive: true })
    const flags = ['--quiet', '--disable-pip-version-check', '--no-input', '--target', draft]
    await run(python, ['-m', 'pip', 'install', ...flags, requirement], { timeout: 180_000 })
    // Another run may have been quicker.
    await rename(draft, packages).catch((error: unknown) => {
      if (!existsSync(packages)) throw error
    })
    return { python, packages }
  } catch (error) {
    return { missing: `${requirement} cannot be installed: ${(error as Error).message.trim().split('\n').at(-1)}` }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
