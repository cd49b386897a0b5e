import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces a secret file as a whole, mode 0600: whoever reads it after a crash or a power cut finds the old or the
 * new content, never a part. @throws the file system's error; the old content stays then.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Removes drafts that a killed process left between writing and renaming; they hold secrets too. */
export async function removeDrafts(path: string): Promise<void> {
  const prefix = `${basename(path)}.`
  const names = await readdir(dirname(path))
  const drafts = names.filter((name) => name.startsWith(prefix) && name.endsWith('.tmp'))
  await Promise.all(drafts.map((name) => rm(join(dirname(path), name), { force: true })))
}

/** The rename itself is only durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
