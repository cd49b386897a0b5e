import { existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runStep } from '../../src/targets/local/database/install-step.ts'
import { cacheFolder } from '../../src/targets/local/paths.ts'
import { PrivateApt } from './private-apt.ts'

/** Goes up when the folder is made differently. */
const recipe = 1
const series = '9.7.'
const packages = ['mysql-server-core', 'mysql-client-core']
const programs = ['sbin/mysqld', 'bin/mysql', 'bin/mysqldump', 'bin/mysqlslap']

/** Debian's names for the processor's libraries and for the program that loads them. */
const architectures: Partial<Record<NodeJS.Architecture, { folder: string; loader: string }>> = {
  x64: { folder: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { folder: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
}

/** Folder with the programs `mysqld`, `mysql`, `mysqldump` and `mysqlslap`, which run wherever they are called from. */
export interface Mysql {
  programs: string
}

/**
 * Oracle's MySQL server and clients in the cache of this user, or why they cannot be had. No release of Debian has
 * them, only the unstable distribution: its packages are unpacked with every library that they need, the C library
 * too, and nothing is installed on the system. For tests alone: users get a server from their system's own release.
 */
export async function installMysql(): Promise<Mysql | { missing: string }> {
  const architecture = process.platform === 'linux' ? architectures[process.arch] : undefined
  if (!architecture) return { missing: 'MySQL is fetched for Linux on x64 and arm64 only' }
  const place = join(cacheFolder(), `mysql-${series}${recipe}`)
  const found = { programs: join(place, 'programs') }
  if (existsSync(place)) return found
  const draft = `${place}-${process.pid}`
  try {
    await mkdir(draft, { recursive: true })
    await unpack(draft)
    await writePrograms(draft, place, architecture)
    // Another run may have been quicker.
    await rename(draft, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error
    })
    return found
  } catch (error) {
    return { missing: `MySQL cannot be installed: ${(error as Error).message}` }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function unpack(draft: string): Promise<void> {
  const folder = join(draft, 'apt')
  const run = { progress: () => undefined, logFile: join(draft, 'install.log'), env: process.env }
  const apt = new PrivateApt(folder, run)
  await apt.update()
  const root = join(draft, 'root')
  await mkdir(root)
  const files = await apt.download(packages)
  checkSeries(files)
  for (const file of files) await runStep(run, 'dpkg-deb', ['--extract', file, root])
  await Promise.all([folder, join(root, 'usr/share/doc')].map((each) => rm(each, { recursive: true })))
}

/** A later one answers some statements differently: whoever wants it moves `series` and looks at the tests. */
function checkSeries(files: readonly string[]): void {
  const name = files.map((file) => basename(file)).find((file) => file.startsWith('mysql-server-core_'))
  const version = name?.split('_')[1]
  if (!version?.startsWith(series)) throw new Error(`Debian unstable has MySQL ${version}, ${series}* is wanted`)
}

/** Each program is started by the loader of its own C library, which the system's libraries must not reach. */
async function writePrograms(draft: string, place: string, { folder, loader }: { folder: string; loader: string }) {
  await mkdir(join(draft, 'programs'))
  const libraries = join(place, 'root/usr/lib', folder)
  for (const program of programs) {
    const file = join(draft, 'programs', program.split('/')[1] as string)
    const words = [join(libraries, loader), '--library-path', libraries, join(place, 'root/usr', program)]
    await writeFile(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
    await chmod(file, 0o755)
  }
}
