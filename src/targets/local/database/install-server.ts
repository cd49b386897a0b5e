import { findDatabaseServer } from './find-server.ts'
import { DEBIAN_PACKAGES, hasPackage, type InstallRun, runStep } from './install-step.ts'
import { missingServer } from './missing-server.ts'
import { type OperatingSystem, readOperatingSystem } from './operating-system.ts'
import type { ServerProgram } from './server-program.ts'
import { unpackDebianServer } from './unpack-debian.ts'

export interface InstallOptions extends InstallRun {
  /** Where a server is unpacked that may not be installed. */
  cacheFolder: string
  system?: OperatingSystem
}

/**
 * Installs MariaDB's server: Debian's package as root, the same unpacked into the cache folder otherwise, Homebrew's
 * on macOS. No system service is set up or started by the first two.
 * @throws UserError DatabaseServerMissing where it cannot, InstallFailed when a step fails; Interrupted.
 */
export async function installDatabaseServer(options: InstallOptions): Promise<ServerProgram> {
  const system = options.system ?? readOperatingSystem()
  if (system.family === 'debian') await installOnDebian(options, system.isRoot)
  else if (system.family === 'macos') await installWithHomebrew(options)
  else throw missingServer(system)
  return findDatabaseServer({ mysqld: '', env: options.env, cacheFolder: options.cacheFolder })
}

async function installOnDebian(options: InstallOptions, isRoot: boolean): Promise<void> {
  if (!isRoot) return unpackDebianServer(options.cacheFolder, options)
  if (!(await findKnownPackage(options))) {
    options.progress('fetching the list of packages')
    await runStep(options, 'apt-get', ['update'])
  }
  const name = (await findKnownPackage(options)) ?? DEBIAN_PACKAGES[0]
  options.progress(`installing ${name}`)
  const install = ['install', '--yes', '--no-install-recommends', name]
  await runStep(options, 'apt-get', install).catch(async () => {
    // The list may name a version that the mirror has replaced since.
    options.progress('fetching the list of packages')
    await runStep(options, 'apt-get', ['update'])
    await runStep(options, 'apt-get', install)
  })
}

async function findKnownPackage(options: InstallOptions): Promise<string | undefined> {
  for (const name of DEBIAN_PACKAGES) if (await hasPackage(options, name)) return name
  return undefined
}

async function installWithHomebrew(options: InstallOptions): Promise<void> {
  options.progress('installing MariaDB with Homebrew')
  await runStep(options, 'brew', ['install', 'mariadb'])
}
