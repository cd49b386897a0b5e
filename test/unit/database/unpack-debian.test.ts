import { describe, expect, it } from 'vitest'
import { parseInstalls } from '../../../src/targets/local/database/unpack-debian.ts'

describe('parseInstalls', () => {
  it('reads packages and versions, upgrades included, and nothing else', () => {
    const simulation = [
      'Reading package lists...',
      'Inst libaio1 (0.3.113-4 Debian:12.5/stable [amd64])',
      'Inst libssl3 [3.0.1-1] (3.0.17-1~deb12u2 Debian:12.5/stable [amd64])',
      'Inst mariadb-server-core (1:10.11.19-0+deb12u1 Debian-Security:12/stable-security [amd64])',
      'Conf libaio1 (0.3.113-4 Debian:12.5/stable [amd64])',
    ].join('\n')
    expect(parseInstalls(simulation)).toEqual([
      'libaio1=0.3.113-4',
      'libssl3=3.0.17-1~deb12u2',
      'mariadb-server-core=1:10.11.19-0+deb12u1',
    ])
  })
})
