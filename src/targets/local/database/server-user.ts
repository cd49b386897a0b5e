import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface FileOwner {
  uid: number
  gid: number
}

export interface PackageUser extends FileOwner {
  name: string
}

/** As which user a server runs, and why. */
export interface ServerUser {
  /** Value of the server's `--user`. Absent: as the user who runs this program. */
  name?: string
  /** To whom the server's files must belong. Absent: they stay this user's. */
  owner?: FileOwner
  reason: string
}

export interface Reach {
  /** The folders that the server must get into. */
  folders: readonly string[]
  /** Mode and owner of a folder. */
  look: (folder: string) => FileOwner & { mode: number }
}

/**
 * Started as root, a server drops to the package's user, unless there is none or a folder on the way is closed to it.
 * @param uid of this process; undefined where the system has no such thing
 */
export function chooseServerUser(uid: number | undefined, user: PackageUser | undefined, reach: Reach): ServerUser {
  if (uid !== 0) return { reason: 'as the user who started it' }
  if (!user) return { name: 'root', reason: 'as root, because the system has no user mysql' }
  const closed = reach.folders.flatMap(listAncestors).find((folder) => !mayPass(user, reach.look(folder)))
  if (closed) return { name: 'root', reason: `as root, because the user ${user.name} cannot get into ${closed}` }
  return { name: user.name, owner: { uid: user.uid, gid: user.gid }, reason: `as the user ${user.name}` }
}

/** The folders above a path, nearest first. */
function listAncestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...listAncestors(parent)]
}

/** Whether the user may pass through a folder (its execute permission). */
function mayPass(user: FileOwner, folder: FileOwner & { mode: number }): boolean {
  const shift = folder.uid === user.uid ? 6 : folder.gid === user.gid ? 3 : 0
  return ((folder.mode >> shift) & 1) === 1
}

/** Looks up a user of the system. */
export function findPackageUser(name: string): PackageUser | undefined {
  try {
    return parsePackageUser(readFileSync('/etc/passwd', 'utf8'), name)
  } catch {
    return undefined
  }
}

/** passwd(5): `name:password:uid:gid:...` */
export function parsePackageUser(passwd: string, name: string): PackageUser | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([each]) => each === name)
  const [uid, gid] = [fields?.[2], fields?.[3]]
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined
}

/**
 * Lets the package's group pass through folders of this program's own that are closed to everybody else (0710): the
 * server's user can then get to what is its own below them, and list nothing.
 */
export function letPass(folders: readonly string[], user: PackageUser): void {
  for (const folder of folders) {
    chownSync(folder, 0, user.gid)
    chmodSync(folder, 0o710)
  }
}

/** For {@link Reach}: what the file system says. */
export function lookAtFolder(folder: string): FileOwner & { mode: number } {
  const { uid, gid, mode } = statSync(folder)
  return { uid, gid, mode }
}
