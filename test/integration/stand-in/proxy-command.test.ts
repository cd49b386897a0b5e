import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Signer } from '@aws-sdk/rds-signer'
import { createConnection } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { waitUntil } from '../proxy/proxy-fixture.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { makeTestCertificates } from '../test-certificates.ts'
import { killProxies, runProxy, startProxyProcess } from './proxy-process.ts'

let database: RealDatabase
let folder: string
let secretFile: string

beforeAll(async () => {
  database = await startRealDatabase()
})
afterAll(() => database.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'))
  secretFile = join(folder, 'secret.json')
  writeFileSync(secretFile, JSON.stringify({ username: database.user, password: database.password }))
})
afterEach(() => {
  killProxies()
  rmSync(folder, { recursive: true })
})

const run = (...flags: string[]) => runProxy({ folder, server: database.socketPath, secretFile }, flags)
const start = (...flags: string[]) => startProxyProcess({ folder, server: database.socketPath, secretFile }, flags)

test('the proxy command prints one line, serves clients over TLS and ends cleanly on SIGTERM', async () => {
  const log = join(folder, 'debug.log')
  const { child, lines, line, port, ended, errors } = await start('--log-file', log)
  const ca = readFileSync(/CA in (.+)\)$/.exec(line)?.[1] ?? '', 'utf8')
  const client = await createConnection({
    ...{ host: '127.0.0.1', port, user: database.user, password: database.password, ssl: { ca } },
  })
  await client.query('SET @a = 1')
  const [rows] = await client.query('SELECT @a AS a')
  expect(rows).toEqual([{ a: 1 }])
  await client.end()
  child.kill('SIGTERM')
  expect(await ended, errors()).toBe(0)
  expect(lines).toHaveLength(1)
  expect(readFileSync(log, 'utf8')).toContain('Digest: "SET @a = ?".')
})

test('the proxy command takes the new password from the file at once, and the old one no more', async () => {
  const { port } = await start('--no-require-tls', '--client-password-auth-type', 'mysql_native_password')
  const login = (password: string) => createConnection({ host: '127.0.0.1', port, user: database.user, password })
  const before = await login(database.password)
  const changed = 'another password'
  await database.query(`SET PASSWORD FOR '${database.user}'@'%' = PASSWORD('${changed}')`)
  writeFileSync(secretFile, JSON.stringify({ username: database.user, password: changed }))
  await waitUntil('the file is read again', () =>
    login(changed).then(
      (client) => client.end().then(() => true),
      () => false,
    ),
  )
  await expect(login(database.password)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
  await before.query('SELECT 1')
  await before.end()
  await database.query(`SET PASSWORD FOR '${database.user}'@'%' = PASSWORD('${database.password}')`)
})

test('the proxy command serves its figures by their names in CloudWatch', async () => {
  const { line, port } = await start('--no-require-tls', '--metrics', '127.0.0.1:0')
  const client = await createConnection({ host: '127.0.0.1', port, user: database.user, password: database.password })
  for (let each = 0; each < 3; each++) await client.query('SELECT 1')
  const url = /metrics at (http:[^)]+)\)/.exec(line)?.[1] ?? ''
  const metrics = (await (await fetch(url)).json()) as Record<string, number>
  expect(metrics).toMatchObject({
    AvailabilityPercentage: 100,
    ClientConnections: 1,
    ClientConnectionsNoTLS: 1,
    QueryRequests: 3,
    MaxDatabaseConnectionsAllowed: 57,
  })
  expect(metrics.QueryResponseLatency).toBeGreaterThan(0)
  expect((await fetch(`${url}?name=${encodeURIComponent('Query*')}`)).status).toBe(200)
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(url.replace('metrics', 'others'))).status).toBe(404)
  expect((await fetch(url, { method: 'POST' })).status).toBe(404)
  await client.end()
})

test('the proxy command shows a certificate that was given, and goes to the server by TLS', async () => {
  const files = await makeTestCertificates(folder)
  const server = `localhost:${database.port}`
  const { port, line } = await startProxyProcess({ folder, server, secretFile }, [
    ...['--tls-cert', files.certificate, '--tls-key', files.key, '--server-ca', database.authorityFile],
  ])
  expect(line).not.toContain('CA in')
  const ssl = { ca: readFileSync(files.authority, 'utf8') }
  const { user, password } = database
  const client = await createConnection({ host: 'localhost', port, user, password, ssl })
  const [rows] = await client.query("SHOW STATUS LIKE 'Ssl_version'")
  expect(rows).toEqual([{ Variable_name: 'Ssl_version', Value: 'TLSv1.3' }])
  await client.end()
})

test('the proxy command goes to a server by TLS or not at all when it is given an authority', async () => {
  const plain = await startRealDatabase(['--skip-ssl'])
  try {
    const { user, password } = plain
    writeFileSync(secretFile, JSON.stringify({ username: user, password }))
    const server = `127.0.0.1:${plain.port}`
    const flags = ['--server-ca', database.authorityFile, '--borrow-timeout', '0', '--no-require-tls']
    const { port, errors } = await startProxyProcess({ folder, server, secretFile }, flags)
    await waitUntil('it warns', () => errors().includes('Reason: The database does not offer TLS.'))
    const client = await createConnection({ host: '127.0.0.1', port, user, password })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ errno: 9501 })
    client.destroy()
  } finally {
    await plain.stop()
  }
})

test('the proxy command warns of a secret that others can read', async () => {
  chmodSync(secretFile, 0o644)
  expect((await start()).errors()).toMatch(/secret\.json can be read by other users of this computer/)
  chmodSync(secretFile, 0o600)
  expect((await start()).errors()).not.toContain('can be read')
})

test('the proxy command lets clients in by IAM tokens', async () => {
  const key = { accessKeyId: 'LOCALKEY', secretAccessKey: 'local/secret+key' }
  const env = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
  const { port, line } = await startProxyProcess({ folder, server: database.socketPath, secretFile, env }, [
    ...['--client-auth', 'iam', '--region', 'eu-west-1'],
  ])
  const ca = readFileSync(/CA in (.+)\)$/.exec(line)?.[1] ?? '', 'utf8')
  const open = async (region: string) => {
    const parts = { username: database.user, hostname: '127.0.0.1', port, region, credentials: key }
    const token = await new Signer(parts).getAuthToken()
    return createConnection({
      ...{ host: '127.0.0.1', port, user: database.user, password: 'unused', ssl: { ca } },
      authPlugins: { mysql_clear_password: () => () => Buffer.from(`${token}\0`) },
    })
  }
  const client = await open('eu-west-1')
  await client.query('SELECT 1')
  await client.end()
  await expect(open('us-east-1')).rejects.toMatchObject({ errno: 1045 })
})

test('the proxy command listens on IPv6, and prints addresses that can be used', async () => {
  const { first, ended, errors } = run('--listen', '[::1]:0', '--metrics', '[::1]:0', '--no-require-tls')
  const line = await Promise.race([first, ended.then(errors)])
  expect(line).toMatch(/^Listening on \[::1\]:\d+ for /)
  const url = /metrics at (http:[^)]+)\)/.exec(line)?.[1] ?? ''
  expect((await fetch(url)).status).toBe(200)
})

test('the proxy command takes limits whose values on AWS are not known', async () => {
  const native = ['--no-require-tls', '--client-password-auth-type', 'mysql_native_password']
  const { port, line } = await start(
    ...native,
    ...['--max-clients', '1', '--reserved-connections', '20', '--metrics', '127.0.0.1:0'],
  )
  const login = { host: '127.0.0.1', port, user: database.user, password: database.password }
  const client = await createConnection(login)
  await expect(createConnection(login)).rejects.toMatchObject({ errno: 1040 })
  const url = /metrics at (http:[^)]+)\)/.exec(line)?.[1] ?? ''
  expect(await (await fetch(url)).json()).toMatchObject({ MaxDatabaseConnectionsAllowed: 40 })
  await client.end()
  const second = await start(...native, '--max-new-clients', '1')
  const outcomes = await Promise.allSettled([1, 2].map(() => createConnection({ ...login, port: second.port })))
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('the proxy command does not leave all connections to others', async () => {
  const { ended, errors } = run('--reserved-connections', '60', '--database-max-connections', '60')
  expect(await ended).toBe(2)
  expect(errors()).toContain("leaves the pool none of the server's 60 connections")
})

test('the proxy command says what is wrong with a secret, an address or a certificate', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, 'no json: hunter2')
  // A file stands where the folder of the certificates would be.
  const noCache = { XDG_CACHE_HOME: broken }
  const marked = join(folder, 'marked.json')
  writeFileSync(marked, `\uFEFF${readFileSync(secretFile, 'utf8')}`)
  const attempts = [
    {
      flags: ['--tls-cert', broken, '--tls-key', broken, '--secret', marked],
      code: 1,
      says: /are no certificate with/,
    },
    { flags: [], env: noCache, code: 1, says: /certificates for clients cannot be kept in .+ \(ENOTDIR\)/ },
    { flags: ['--secret', broken], code: 1, says: /is not JSON with a username and a password/ },
    { flags: ['--listen', `127.0.0.1:${port}`], code: 1, says: /is in use/ },
    { flags: ['--tls-cert', broken, '--tls-key', broken], code: 1, says: /are no certificate with its key/ },
    { flags: ['--log-file', join(folder, 'nowhere', 'a.log')], code: 1, says: /a\.log cannot be written \(ENOENT\)/ },
    { flags: ['--max-clients', '0'], code: 2, says: /--max-clients must be a whole number, at least 1, not "0"/ },
    { flags: ['--old-password-grace', '86401'], code: 2, says: /must be a whole number, at most 86400, not "86401"/ },
    { flags: ['--borrow-timeout', '301'], code: 2, says: /--borrow-timeout must be a whole number from 0 to 300/ },
    { flags: ['--client-auth', 'iam', '--no-require-tls'], code: 2, says: /RDS Proxy requires TLS of clients/ },
    { flags: ['--server-ca', broken], code: 2, says: /A Unix socket has no TLS/ },
    { flags: ['--server', '127.0.0.1:1', '--server-ca', broken], code: 1, says: /broken\.json is no certificate/ },
    { flags: ['--server', 'nowhere'], code: 2, says: /--server must be HOST:PORT/ },
  ]
  await Promise.all(
    attempts.map(async ({ flags, env = {}, code, says }) => {
      const { ended, errors } = runProxy({ folder, server: database.socketPath, secretFile, env }, flags)
      expect(await ended, errors()).toBe(code)
      expect(errors()).toMatch(says)
      expect(errors()).not.toContain('hunter2')
    }),
  )
  taken.close()
})

test('the proxy command warns once when the server cannot be reached, and serves when it comes', async () => {
  await database.crash()
  const { port, errors } = await start('--no-require-tls')
  await waitUntil('it warns', () => errors().includes('could not be opened'))
  const asked = createConnection({ host: '127.0.0.1', port, user: database.user, password: database.password })
  await database.restart()
  const client = await asked
  const [rows] = await client.query('SELECT 1 AS one')
  expect(rows).toEqual([{ one: 1 }])
  await client.end()
  expect(errors().match(/could not be opened/g)).toHaveLength(1)
})
