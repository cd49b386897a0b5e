import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DEBIAN_PACKAGES, hasPackage, type InstallRun, runStep } from './install-step.ts'

/** Where `--install-database` puts a server when it is not started as root. */
export function unpackedRoot(cacheFolder: string): string {
  return join(cacheFolder, 'server')
}

/**
 * Without root nothing can be installed, but packages can be fetched and unpacked into a folder of the user's own:
 * the server and those of its libraries that the system lacks. apt checks the packages' signatures as ever.
 * @throws UserError naming the log when a step fails.
 */
export async function unpackDebianServer(cacheFolder: string, run: InstallRun): Promise<void> {
  const work = join(cacheFolder, `.unpack-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(work, { recursive: true, mode: 0o700 })
    const options = [...(run.aptOptions ?? []), ...(await choosePackageLists(work, run))]
    const files = await download(work, options, run)
    const tree = join(work, 'tree')
    await mkdir(tree)
    run.progress('unpacking MariaDB')
    for (const file of files) await runStep(run, 'dpkg-deb', ['--extract', file, tree])
    await rm(unpackedRoot(cacheFolder), { recursive: true, force: true })
    await rename(tree, unpackedRoot(cacheFolder))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The system's lists of packages, or, when it has none that know the server, lists fetched for this user alone. */
async function choosePackageLists(work: string, run: InstallRun): Promise<string[]> {
  const cache = ['-o', `Dir::Cache=${join(work, 'cache')}`]
  if (await findPackage(cache, run)) return cache
  run.progress('fetching the list of packages')
  const lists = join(work, 'lists')
  await mkdir(join(lists, 'partial'), { recursive: true })
  const options = [...cache, '-o', `Dir::State::Lists=${lists}`]
  await runStep(run, 'apt-get', ['update', ...options])
  return options
}

async function findPackage(options: readonly string[], run: InstallRun): Promise<string | undefined> {
  for (const name of DEBIAN_PACKAGES) if (await hasPackage(run, name, options)) return name
  return undefined
}

/** @returns the fetched package files. */
async function download(work: string, options: readonly string[], run: InstallRun): Promise<string[]> {
  const name = (await findPackage(options, run)) ?? DEBIAN_PACKAGES[0]
  const install = ['install', '--simulate', '--no-install-recommends', '-o', 'Debug::NoLocking=1', ...options, name]
  const { stdout } = await runStep(run, 'apt-get', install)
  const names = parseInstalls(stdout)
  run.progress(`fetching ${names.length} packages`)
  const folder = join(work, 'packages')
  await mkdir(folder)
  await runStep(run, 'apt-get', ['download', ...options, ...names], folder)
  return (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file))
}

/** Lines such as `Inst libaio1 (0.3.113-4 Debian:12.5/stable [amd64])` become `libaio1=0.3.113-4`. */
export function parseInstalls(simulation: string): string[] {
  return [...simulation.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) /gm)].map(
    ([, name, version]) => `${name}=${version}`,
  )
}
