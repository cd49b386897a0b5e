import { describe, expect, it } from 'vitest'
import {
  chooseServerUser,
  type FileOwner,
  findPackageUser,
  parsePackageUser,
} from '../../../src/targets/local/database/server-user.ts'

const MYSQL = { name: 'mysql', uid: 105, gid: 110 }
const ROOT_OWNED = { uid: 0, gid: 0 }

/** A file system whose folders are open to all, but for the given ones. */
function reach(folders: string[], special: Record<string, FileOwner & { mode: number }> = {}) {
  return { folders, look: (folder: string) => special[folder] ?? { ...ROOT_OWNED, mode: 0o755 } }
}

describe('chooseServerUser', () => {
  it('changes nothing for an ordinary user', () => {
    expect(chooseServerUser(1000, MYSQL, reach(['/srv/data']))).toEqual({ reason: 'as the user who started it' })
    expect(chooseServerUser(undefined, undefined, reach([]))).not.toHaveProperty('name')
  })

  it('drops from root to the user of the package', () => {
    expect(chooseServerUser(0, MYSQL, reach(['/srv/state/data', '/tmp/run/db']))).toEqual({
      name: 'mysql',
      owner: { uid: 105, gid: 110 },
      reason: 'as the user mysql',
    })
  })

  it('stays root when the system has no such user', () => {
    expect(chooseServerUser(0, undefined, reach(['/srv/data']))).toMatchObject({ name: 'root' })
  })

  it('stays root when a folder on the way is closed, and says which', () => {
    const closed = { '/root': { ...ROOT_OWNED, mode: 0o700 } }
    const chosen = chooseServerUser(0, MYSQL, reach(['/tmp/run', '/root/project/data'], closed))
    expect(chosen).toEqual({ name: 'root', reason: 'as root, because the user mysql cannot get into /root' })
  })

  it.each([
    [{ uid: 105, gid: 0, mode: 0o100 }, 'mysql'],
    [{ uid: 105, gid: 110, mode: 0o677 }, 'root'],
    [{ uid: 0, gid: 110, mode: 0o710 }, 'mysql'],
    [{ uid: 0, gid: 110, mode: 0o701 }, 'root'],
    [{ uid: 0, gid: 0, mode: 0o701 }, 'mysql'],
    [{ uid: 0, gid: 0, mode: 0o776 }, 'root'],
  ])('reads the permission of the class that the user is in: %j', (folder, name) => {
    expect(chooseServerUser(0, MYSQL, reach(['/srv/data'], { '/srv': folder }))).toMatchObject({ name })
  })

  it('does not mind the mode of the data directory itself, which will belong to the server', () => {
    const own = { '/srv/data': { ...ROOT_OWNED, mode: 0o700 } }
    expect(chooseServerUser(0, MYSQL, reach(['/srv/data'], own))).toMatchObject({ name: 'mysql' })
  })
})

describe('parsePackageUser', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/bash\nmysql-old:x:1:1::/:\nmysql:x:105:110:MySQL:/nonexistent:/bin/false\n'

  it('finds the user by its whole name', () => {
    expect(parsePackageUser(passwd, 'mysql')).toEqual(MYSQL)
    expect(parsePackageUser(passwd, 'mys')).toBeUndefined()
    expect(parsePackageUser('mysql:x::', 'mysql')).toBeUndefined()
  })

  it('reads the file of this system', () => {
    expect(findPackageUser('root')).toEqual({ name: 'root', uid: 0, gid: 0 })
  })
})
