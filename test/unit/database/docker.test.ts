import { describe, expect, it } from 'vitest'
import { dockerArguments, mapIntoContainer, nameContainer } from '../../../src/targets/local/database/docker.ts'
import { baseArguments, runArguments } from '../../../src/targets/local/database/server-arguments.ts'

const DATA = '/home/me/project/.rds-proxy-webhook/dev/database'
const PROGRAM = { kind: 'docker', path: 'docker', version: '8.4' } as const

// No engine can run where these tests do: only what is asked of docker is checked, not what it does.
describe('a server in Docker', () => {
  it('is named after its environment and told from one of the same name elsewhere', () => {
    expect(nameContainer(DATA)).toMatch(/^rds-proxy-webhook-dev-[0-9a-f]{8}$/)
    expect(nameContainer(DATA)).not.toBe(nameContainer(DATA.replace('me', 'you')))
  })

  it('is published on loopback only, with its data in the data directory', () => {
    const args = dockerArguments(DATA)
    expect(args[args.indexOf('--publish') + 1]).toBe('127.0.0.1::3306')
    expect(args[args.indexOf('--mount') + 1]).toBe(`type=bind,source=${DATA},target=/environment`)
    expect(args.at(-1)).toBe('mysql:8.4')
    expect(mapIntoContainer(DATA, `${DATA}/data`)).toBe('/environment/data')
  })

  it('gets no path of the host and listens to the network', () => {
    const args = [
      ...baseArguments(PROGRAM, DATA, undefined),
      ...runArguments(PROGRAM, { dataDirectory: DATA, socketPath: '' }, 60),
    ]
    expect(args[0]).toBe('--no-defaults')
    expect(args).toContain('--datadir=/environment/data')
    expect(args).not.toContain('--skip-networking')
    expect(args.join(' ')).not.toContain(DATA)
  })
})

describe('a server on this computer', () => {
  it.each(['mysql', 'mariadb'] as const)('reads no option file and has no network: %s', (kind) => {
    const program = { kind, path: '/usr/sbin/mysqld', version: '8.4.3' }
    const args = [
      ...baseArguments(program, DATA, 'mysql'),
      ...runArguments(program, { dataDirectory: DATA, socketPath: '/tmp/s' }, 60),
    ]
    expect(args[0]).toBe('--no-defaults')
    expect(args).toContain('--skip-networking')
    expect(args).toContain('--user=mysql')
    expect(args).toContain(`--tmpdir=${DATA}/tmp`)
  })
})
