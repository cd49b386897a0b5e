import { constants } from 'node:fs'
import { chmod, copyFile, lchown, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileOwner } from './server-user.ts'

/** Copies a folder of plain files, as clones where the file system can. Modes become 0700 and 0600. */
export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  const entries = await readdir(from, { withFileTypes: true })
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) return copyTree(source, target)
      await copyFile(source, target, constants.COPYFILE_FICLONE)
      await chmod(target, 0o600)
    }),
  )
}

/** Gives a folder and all in it to another user. */
export async function giveTree(folder: string, owner: FileOwner): Promise<void> {
  await lchown(folder, owner.uid, owner.gid)
  const entries = await readdir(folder, { withFileTypes: true })
  await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? giveTree(path, owner) : lchown(path, owner.uid, owner.gid)
    }),
  )
}
