import { expect, it } from 'vitest'
import { isLoopback, readHostAndPort, readServerAddress } from '../../../src/actions/proxy-address.ts'
import { formatHostAndPort } from '../../../src/settings/host-and-port.ts'

it.each([
  ['127.0.0.1:3306', { host: '127.0.0.1', port: 3306 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['database.example:65535', { host: 'database.example', port: 65_535 }],
])('reads %s as host and port', (text, address) => {
  expect(readHostAndPort(text, '--listen', '127.0.0.1:3306')).toEqual(address)
})

it('writes an address as it is read', () => {
  for (const text of ['127.0.0.1:3306', '[::1]:0', 'database.example:65535']) {
    const { host, port } = readHostAndPort(text, '--listen', '127.0.0.1:3306')
    expect(formatHostAndPort(host, port)).toBe(text)
  }
})

it.each(['3306', ':3306', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '127.0.0.1:1e3'])(
  'refuses %s, naming the flag',
  (text) => {
    expect(() => readHostAndPort(text, '--listen', '127.0.0.1:3306')).toThrow(/--listen must be HOST:PORT/)
  },
)

it('takes a path for a Unix socket', () => {
  expect(readServerAddress('/run/mysqld/mysqld.sock')).toEqual({ socketPath: '/run/mysqld/mysqld.sock' })
  expect(readServerAddress('../run/s.sock')).toEqual({ socketPath: '../run/s.sock' })
  expect(readServerAddress('127.0.0.1:3307')).toEqual({ host: '127.0.0.1', port: 3307 })
})

it('knows the addresses that only this computer reaches', () => {
  expect(['127.0.0.1', '127.8.0.1', '::1', 'localhost'].map(isLoopback)).toEqual([true, true, true, true])
  expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example'].map(isLoopback)).toEqual([false, false, false, false])
})
