import { describe, expect, it } from 'vitest'
import { missingServer } from '../../../src/targets/local/database/missing-server.ts'
import { installCommand, parseFamily, type SystemFamily } from '../../../src/targets/local/database/operating-system.ts'

describe('parseFamily', () => {
  it.each([
    ['PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', 'debian'],
    ['ID=ubuntu\nID_LIKE=debian\n', 'debian'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['ID=fedora\n', 'fedora'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['ID="amzn"\nID_LIKE="fedora"\n', 'fedora'],
    ['ID=alpine\n', 'alpine'],
    ['ID=arch\n', 'arch'],
    ['VERSION_ID="1"\nID=nixos\n', 'other'],
    ['', 'other'],
  ])('reads %j', (content, family) => {
    expect(parseFamily(content)).toBe(family)
  })
})

describe('installCommand', () => {
  it.each([
    ['debian', true, 'apt-get install --no-install-recommends mariadb-server-core'],
    ['debian', false, 'sudo apt-get install --no-install-recommends mariadb-server-core'],
    ['fedora', false, 'sudo dnf install mariadb-server'],
    ['alpine', true, 'apk add mariadb'],
    ['arch', false, 'sudo pacman -S mariadb'],
    ['macos', false, 'brew install mariadb'],
    ['other', false, undefined],
  ] as [SystemFamily, boolean, string | undefined][])('on %s, root: %s', (family, isRoot, command) => {
    expect(installCommand({ family, isRoot })).toBe(command)
  })
})

describe('missingServer', () => {
  it('names --install-database only where it works', () => {
    const steps = (family: SystemFamily) => missingServer({ family, isRoot: false }).nextSteps.join('\n')
    for (const family of ['debian', 'macos'] as const) expect(steps(family)).toContain('--install-database')
    for (const family of ['fedora', 'alpine', 'arch', 'other'] as const) {
      expect(steps(family)).not.toContain('--install-database')
      expect(steps(family)).toContain('--mysqld PATH')
    }
  })
})
