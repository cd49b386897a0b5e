import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import type { ConnectionOptions } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProxy } from '../../../src/targets/local/proxy/index.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { TestSecret, usualSettings, waitUntil, withFixture } from './proxy-fixture.ts'
import { startTap } from './tap.ts'

await forEachServer('logins', (server) => {
  let database: RealDatabase

  beforeAll(async () => {
    database = await server.start(['--max-connections=60'])
  })

  afterAll(() => database?.stop())

  test('clients log in over TLS by caching_sha2_password, first in full and then by the fast path', async () => {
    await withFixture(database, {}, async ({ connect: open, proxy }) => {
      for (let turn = 0; turn < 3; turn++) {
        const client = await open()
        const [rows] = await client.query("SHOW STATUS LIKE 'nothing'")
        expect(rows).toEqual([])
      }
      expect(proxy.status().totals).toMatchObject({ clientConnectionsTLS: 3, clientConnectionsSetupSucceeded: 3 })
    })
  })

  test('a proxy that wants mysql_native_password switches clients to it', async () => {
    await withFixture(database, { clientPasswordAuthType: 'mysql_native_password' }, async ({ connect: open }) => {
      const client = await open()
      await client.ping()
      await expect(open({ password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
    })
  })

  test.each([
    ['wrong password', { password: 'wrong' }, 'tester', 'YES'],
    ['no password', { password: '' }, 'tester', 'NO'],
    ['unknown user', { user: 'nobody' }, 'nobody', 'YES'],
  ] as [string, ConnectionOptions, string, string][])(
    '%s is refused in the words of RDS Proxy',
    async (_, wrong, user, given) => {
      await withFixture(database, {}, async ({ connect: open, proxy }) => {
        await (await open()).ping()
        await expect(open(wrong)).rejects.toMatchObject({
          errno: 1045,
          sqlState: '28000',
          message: `Access denied for user '${user}'@'127.0.0.1' (using password: ${given})`,
        })
        expect(proxy.status().totals.clientConnectionsSetupFailedAuth).toBe(1)
      })
    },
  )

  test('a client without TLS is refused when TLS is required, and served when it is not', async () => {
    await withFixture(database, {}, async ({ connect: open }) => {
      await expect(open({ ssl: undefined as never })).rejects.toMatchObject({
        errno: 3159,
        sqlState: 'HY000',
        message: 'This RDS Proxy requires TLS connections.',
      })
    })
    await withFixture(database, { settings: { requireTls: false } }, async ({ connect: open, proxy }) => {
      await (await open({ ssl: undefined as never })).ping()
      await expect(open({ ssl: undefined as never, password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
      expect(proxy.status().totals.clientConnectionsNoTLS).toBe(1)
    })
  })

  test('too many clients, and too many in one second, are refused with 1040', async () => {
    await withFixture(database, { limits: { clients: 1 } }, async ({ connect: open }) => {
      await (await open()).ping()
      await expect(open()).rejects.toMatchObject({
        errno: 1040,
        message: 'Number simultaneous connections exceeded (1)',
      })
    })
    await withFixture(database, { limits: { newClientsPerSecond: 2 } }, async ({ connect: open }) => {
      const outcomes = await Promise.allSettled([open(), open(), open()])
      const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
      expect(refused).toHaveLength(1)
      expect(refused[0]?.reason).toMatchObject({ errno: 1040, message: 'Connections rate limit exceeded (2)' })
    })
  })

  test('after a rotation new clients need the new password at once, and open ones live on', async () => {
    await withFixture(database, {}, async ({ connect: open, secret, proxy }) => {
      const before = await open()
      await before.query('SELECT 1')
      const old = secret.credentials.password
      await database.query("ALTER USER 'tester'@'%' IDENTIFIED BY 'the new one'")
      secret.change('the new one')
      await expect(open({ password: old })).rejects.toMatchObject({ errno: 1045 })
      const after = await open()
      const holding = await Promise.all(Array.from({ length: 4 }, () => open()))
      const [answers] = await Promise.all([
        before.query('SELECT 2 AS n'),
        after.query('SELECT SLEEP(0.05)'),
        ...holding.map((client) => client.query('SELECT SLEEP(0.05)')),
      ])
      expect(answers[0]).toEqual([{ n: 2 }])
      expect(proxy.status().totals.databaseConnectionsSetupFailed).toBe(0)
      await database.query("ALTER USER 'tester'@'%' IDENTIFIED BY 'correct horse battery staple'")
    })
  })

  test('when the database refuses the password, the secret is read again before a client notices', async () => {
    await withFixture(database, {}, async ({ connect: open, secret, proxy }) => {
      await waitUntil('the first connection is open', () => proxy.status().databaseConnections === 1)
      await database.query("ALTER USER 'tester'@'%' IDENTIFIED BY 'the third'")
      const clients = await Promise.all(Array.from({ length: 3 }, () => open()))
      const reads = secret.reads
      secret.change('the third', { silently: true })
      await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.05)')))
      expect(secret.reads).toBeGreaterThan(reads)
      expect(proxy.status().databaseConnections).toBeGreaterThan(1)
      expect(proxy.status().totals.databaseConnectionsSetupFailed).toBe(0)
      await database.query("ALTER USER 'tester'@'%' IDENTIFIED BY 'correct horse battery staple'")
    })
  })

  test('the target says what is wrong with the credentials', async () => {
    const credentials = { username: 'tester', password: 'never right', versionId: 'v1' }
    await withFixture(database, { secret: new TestSecret(credentials) }, async ({ proxy, secret }) => {
      await waitUntil('the login failed', () => proxy.status().target.state === 'UNAVAILABLE')
      expect(proxy.status().target).toMatchObject({ reason: 'AUTH_FAILURE' })
      expect(JSON.stringify(proxy.status())).not.toContain(secret.credentials.password)
    })
    const unreadable = { current: () => Promise.reject(new Error('no rights')) }
    await withFixture(database, { secret: unreadable }, async ({ proxy, connect: open }) => {
      await waitUntil('the secret was asked for', () => proxy.status().target.state === 'UNAVAILABLE')
      expect(proxy.status().target).toMatchObject({
        reason: 'AUTH_FAILURE',
        description: 'Proxy does not have any registered credentials',
      })
      await expect(open()).rejects.toMatchObject({ errno: 1045 })
    })
  })

  test('the database is reached over TCP and TLS as well, and a proxy can stand behind a proxy', async () => {
    const tls = { ca: database.authority }
    for (const server of [
      { host: 'localhost', port: database.port },
      { host: 'localhost', port: database.port, tls },
    ]) {
      await withFixture(database, { server }, async ({ connect: open }) => {
        const [rows] = await (await open()).query("SHOW STATUS LIKE 'Ssl_version'")
        expect(rows).toEqual([{ Variable_name: 'Ssl_version', Value: 'tls' in server ? 'TLSv1.3' : '' }])
      })
    }
    // The stand-in itself is a server that wants caching_sha2_password.
    await withFixture(database, {}, async (inner) => {
      const server = { host: 'localhost', port: inner.proxy.port, tls: { ca: inner.ca } }
      for (let turn = 0; turn < 2; turn++) {
        await withFixture(database, { server }, async ({ connect: open }) => {
          const client = await open()
          const [rows] = await client.query('SELECT 1 + 1 AS n')
          expect(rows).toEqual([{ n: 2 }])
          await client.query('SET @a = 1')
          await client.end()
          const [next] = await (await open()).query('SELECT @a AS a')
          expect(next).toEqual([{ a: null }])
        })
      }
    })
  })

  if (server.isMysql) {
    /** What a server that wants caching_sha2_password asks for: the whole password, or nothing more. */
    const fullLogin = Buffer.of(2, 0, 0, 2, 1, 4)
    const fastLogin = Buffer.of(2, 0, 0, 2, 1, 3)

    test.each(['socket', 'TCP'] as const)(
      'the database that has forgotten the password is told it once by %s, and then proof is enough',
      async (kind) => {
        const { socketPath, port } = database
        const tap = await startTap(kind === 'socket' ? { socketPath } : { host: '127.0.0.1', port })
        await database.query('FLUSH PRIVILEGES')
        await withFixture(database, { server: tap.address }, async ({ connect: open }) => {
          const clients = await Promise.all([open(), open(), open()])
          await clients[0]?.query('SELECT 1')
          expect(tap.heard().includes(fullLogin)).toBe(true)
          expect(tap.heard().includes(fastLogin)).toBe(false)
          // With RSA the server sends its key first, and the password is nowhere in clear.
          expect(tap.heard().includes('-----BEGIN PUBLIC KEY-----')).toBe(kind === 'TCP')
          await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.05)')))
          expect(tap.heard().includes(fastLogin)).toBe(true)
          const [rows] = await (await open()).query("SHOW STATUS LIKE 'Ssl_version'")
          expect(rows).toEqual([{ Variable_name: 'Ssl_version', Value: '' }])
        })
        await tap.close()
      },
    )

    test('the database that has forgotten the password is told it over TLS', async () => {
      const tls = { ca: database.authority }
      for (let turn = 0; turn < 2; turn++) {
        if (turn === 0) await database.query('FLUSH PRIVILEGES')
        await withFixture(
          database,
          { server: { host: 'localhost', port: database.port, tls } },
          async ({ connect: open, proxy }) => {
            const [rows] = await (await open()).query("SHOW STATUS LIKE 'Ssl_version'")
            expect(rows).toEqual([{ Variable_name: 'Ssl_version', Value: 'TLSv1.3' }])
            expect(proxy.status().totals.databaseConnectionsSetupFailed).toBe(0)
          },
        )
      }
    })
  }

  test('a client that does not speak the protocol, or says nothing, is sent away', async () => {
    await withFixture(database, { durations: { login: 100 } }, async ({ proxy }) => {
      const fate = (bytes: string): Promise<string> =>
        new Promise((resolve) => {
          const hash = createHash('sha1')
          const socket = connect({ port: proxy.port, host: '127.0.0.1' })
          socket.on('data', (chunk) => hash.update(chunk))
          socket.on('error', () => resolve('closed'))
          socket.on('close', () => resolve('closed'))
          if (bytes) socket.write(bytes)
        })
      expect(await fate('GET / HTTP/1.1\r\n\r\n')).toBe('closed')
      expect(await fate('')).toBe('closed')
      await waitUntil('nobody is left', () => proxy.status().clientConnections === 0)
    })
  })

  test('a port in use is an error of the start', async () => {
    await withFixture(database, {}, async ({ proxy, secret }) => {
      const starting = startProxy({
        listen: { host: '127.0.0.1', port: proxy.port },
        tls: { cert: '', key: '' },
        server: { socketPath: database.socketPath },
        secret,
        settings: usualSettings,
        maxConnections: 5,
      })
      await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' })
    })
  })
})
