import { readFileSync } from 'node:fs'

export type SystemFamily = 'debian' | 'fedora' | 'alpine' | 'arch' | 'macos' | 'other'

export interface OperatingSystem {
  family: SystemFamily
  isRoot: boolean
}

export function readOperatingSystem(): OperatingSystem {
  return { family: readFamily(), isRoot: process.getuid?.() === 0 }
}

function readFamily(): SystemFamily {
  if (process.platform === 'darwin') return 'macos'
  if (process.platform !== 'linux') return 'other'
  try {
    return parseFamily(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    // A system without the file is one whose package manager is not known either.
    return 'other'
  }
}

/** From os-release(5): ID names the distribution, ID_LIKE those that it is derived from. */
export function parseFamily(osRelease: string): SystemFamily {
  const names = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(
    ([, value]) => value?.split(' ') ?? [],
  )
  const known: [SystemFamily, string[]][] = [
    ['debian', ['debian', 'ubuntu']],
    ['fedora', ['fedora', 'rhel', 'centos']],
    ['alpine', ['alpine']],
    ['arch', ['arch']],
  ]
  return known.find(([, ids]) => ids.some((id) => names.includes(id)))?.[0] ?? 'other'
}

const INSTALL_COMMANDS: Record<Exclude<SystemFamily, 'other'>, { command: string; asRoot: boolean }> = {
  debian: { command: 'apt-get install --no-install-recommends mariadb-server-core', asRoot: true },
  fedora: { command: 'dnf install mariadb-server', asRoot: true },
  alpine: { command: 'apk add mariadb', asRoot: true },
  arch: { command: 'pacman -S mariadb', asRoot: true },
  macos: { command: 'brew install mariadb', asRoot: false },
}

/** What to type to install a server with the system's package manager. Undefined for an unknown system. */
export function installCommand({ family, isRoot }: OperatingSystem): string | undefined {
  if (family === 'other') return undefined
  const { command, asRoot } = INSTALL_COMMANDS[family]
  return asRoot && !isRoot ? `sudo ${command}` : command
}

/** Whether `--install-database` can do it here. */
export function canInstall({ family }: OperatingSystem): boolean {
  return family === 'debian' || family === 'macos'
}
