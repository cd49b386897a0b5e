import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { expect, test } from 'vitest'
import { authenticateClient, createNonce } from '../../../src/targets/local/proxy/auth/authenticate-client.ts'
import { finishLogin } from '../../../src/targets/local/proxy/auth/log-in.ts'
import { type AuthPlugin, scramblePassword } from '../../../src/targets/local/proxy/auth/scrambles.ts'
import { writeError, writeOk } from '../../../src/targets/local/proxy/protocol/messages.ts'
import { PacketChannel } from '../../../src/targets/local/proxy/protocol/packet-channel.ts'

const credentials = { username: 'app', password: 'pässword', versionId: 'v1' }

/** Two channels, each of which reads what the other one writes. */
function connectChannels(): [PacketChannel, PacketChannel] {
  const server: PacketChannel = new PacketChannel((bytes) => client.push(bytes), 10_000)
  const client: PacketChannel = new PacketChannel((bytes) => server.push(bytes), 10_000)
  return [server, client]
}

/** Lets the proxy's database side log in at the proxy's client side. */
async function logIn(
  first: AuthPlugin,
  wanted: AuthPlugin,
  { secure = true, password = credentials.password, knownVersions = new Set<string>() } = {},
): Promise<boolean> {
  const [server, client] = connectChannels()
  const nonce = createNonce()
  const request = {
    capabilities: 0,
    collation: 45,
    user: 'app',
    authResponse: scramblePassword(first, password, nonce),
    database: Buffer.alloc(0),
    authPlugin: first,
  }
  const login = finishLogin(client, first, { ...credentials, password }, nonce, secure)
  login.catch(() => undefined)
  const outcome = await authenticateClient(server, request, nonce, {
    plugin: wanted,
    credentials: [credentials],
    secure,
    knownVersions,
  })
  server.write(outcome.accepted ? writeOk(2) : writeError({ code: 1045, sqlState: '28000', message: 'no' }))
  if (outcome.accepted) expect((await login).status).toBe(2)
  else await expect(login).rejects.toMatchObject({ name: 'DatabaseRefusal', error: { code: 1045 } })
  return outcome.accepted
}

test.each([
  ['caching_sha2_password', 'caching_sha2_password'],
  ['mysql_native_password', 'caching_sha2_password'],
  ['caching_sha2_password', 'mysql_native_password'],
  ['mysql_native_password', 'mysql_native_password'],
] as [AuthPlugin, AuthPlugin][])('a login that begins with %s succeeds where %s is wanted', async (first, wanted) => {
  expect(await logIn(first, wanted)).toBe(true)
  expect(await logIn(first, wanted, { password: 'wrong' })).toBe(false)
  expect(await logIn(first, wanted, { secure: false })).toBe(true)
  expect(await logIn(first, wanted, { secure: false, password: 'wrong' })).toBe(false)
})

test('the fast path is open after one full authentication, and closed again for another version', async () => {
  const knownVersions = new Set<string>()
  expect(await logIn('caching_sha2_password', 'caching_sha2_password', { knownVersions })).toBe(true)
  expect([...knownVersions]).toEqual(['v1'])
  expect(await logIn('caching_sha2_password', 'caching_sha2_password', { knownVersions })).toBe(true)
  expect(await logIn('caching_sha2_password', 'caching_sha2_password', { knownVersions, password: 'x' })).toBe(false)
})

test('without TLS the password goes to the database under its RSA key', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [server, client] = connectChannels()
  const nonce = createNonce()
  const login = finishLogin(client, 'caching_sha2_password', credentials, nonce, false)
  server.write(Buffer.of(1, 4))
  expect(await server.read()).toEqual(Buffer.of(2))
  server.write(Buffer.concat([Buffer.of(1), Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))]))
  const encrypted = await server.read()
  const masked = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, encrypted)
  const plain = Buffer.from(masked.map((byte, index) => byte ^ (nonce[index % nonce.length] as number)))
  expect(plain.toString()).toBe(`${credentials.password}\0`)
  server.write(writeOk(2))
  expect(await login).toMatchObject({ status: 2 })
})

test('a plugin that the proxy does not have is named', async () => {
  const [server, client] = connectChannels()
  const login = finishLogin(client, 'mysql_native_password', credentials, createNonce(), true)
  server.write(Buffer.from(`\xfesha256_password\0${'n'.repeat(20)}\0`, 'latin1'))
  await expect(login).rejects.toThrow('sha256_password')
})

test('scrambles are those of the protocol', () => {
  const nonce = Buffer.from('0123456789abcdefghij')
  // Worked out with Python's hashlib by the formulas in the MySQL source documentation.
  expect(scramblePassword('mysql_native_password', '', nonce)).toHaveLength(0)
  expect(scramblePassword('mysql_native_password', 'secret', nonce).toString('hex')).toBe(
    'f5cac3f3b3df2133feb57db682c71e6ed433a988',
  )
  expect(scramblePassword('caching_sha2_password', 'secret', nonce).toString('hex')).toBe(
    '7e4adda2f2d5ef09b4147518becb0cee2939376203650a8c2bb2815959364bd0',
  )
})
