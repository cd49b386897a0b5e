import { chmodSync, chownSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FileOwner } from './server-user.ts'

/** Makes a folder that only the given user (or this one) can enter. */
export function makePrivateFolder(path: string, owner: FileOwner | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (owner) chownSync(path, owner.uid, owner.gid)
}

/** Makes an empty file of mode 0600 and its folder, unless they are there. */
export function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}
