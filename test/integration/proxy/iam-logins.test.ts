import { Signer } from '@aws-sdk/rds-signer'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture } from './proxy-fixture.ts'

const key = { accessKeyId: 'LOCALKEY', secretAccessKey: 'local/secret+key' }
const region = 'eu-central-1'

await forEachServer('iam-logins', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  /** Added to the proxy's wall clock. */
  let ahead = 0

  beforeAll(async () => {
    database = await server.start()
    const start = performance.now()
    fixture = await startFixture(database, {
      iam: {
        region,
        hosts: ['127.0.0.1', 'localhost'],
        findSecretKey: (id) => (id === key.accessKeyId ? key.secretAccessKey : undefined),
      },
      clock: {
        now: () => performance.now() - start,
        wallTime: () => Date.now() + ahead,
        schedule(milliseconds, callback) {
          const timer = setTimeout(callback, milliseconds)
          return () => clearTimeout(timer)
        },
      },
    })
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  interface TokenParts {
    username: string
    hostname: string
    port: number
    region: string
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  }

  /** A token of the SDK's own signer, as a function on Lambda makes it. */
  function signToken(parts: Partial<TokenParts> = {}): Promise<string> {
    const { port } = fixture.proxy
    return new Signer({
      username: database.user,
      hostname: '127.0.0.1',
      port,
      region,
      credentials: key,
      ...parts,
    }).getAuthToken()
  }

  function connectWith(token: string): Promise<Connection> {
    const answer = () => Buffer.from(`${token}\0`)
    return fixture.connect({ password: 'unused', authPlugins: { mysql_clear_password: () => answer } })
  }

  test('a token of the AWS SDK lets its user in, and the proxy goes to the database with the secret', async () => {
    const client = await connectWith(await signToken())
    const [rows] = await client.query('SELECT 1 AS one')
    expect(rows).toEqual([{ one: 1 }])
    await client.end()
    const temporary = { ...key, sessionToken: 'token/of+a session==' }
    await (await connectWith(await signToken({ hostname: 'localhost', credentials: temporary }))).end()
  })

  test('a token for another user, host, port, region or key is refused with 1045', async () => {
    const wrong: Partial<TokenParts>[] = [
      { username: 'root' },
      { hostname: 'proxy.example' },
      { port: 3306 },
      { region: 'us-east-1' },
      { credentials: { ...key, secretAccessKey: 'another' } },
      { credentials: { ...key, accessKeyId: 'UNKNOWN' } },
    ]
    for (const parts of wrong) {
      await expect(connectWith(await signToken(parts)), JSON.stringify(parts)).rejects.toMatchObject({ errno: 1045 })
    }
    const changed = (await signToken()).replace('X-Amz-Expires=900', 'X-Amz-Expires=899')
    for (const token of [changed, database.password, '', '127.0.0.1:3306/?Action=connect']) {
      await expect(connectWith(token)).rejects.toMatchObject({ errno: 1045 })
    }
  })

  test('a token is good for 15 minutes', async () => {
    const token = await signToken()
    ahead = 14 * 60_000
    await (await connectWith(token)).end()
    ahead = 15 * 60_000 + 1_000
    await expect(connectWith(token)).rejects.toMatchObject({ errno: 1045 })
    ahead = -6 * 60_000
    await expect(connectWith(token)).rejects.toMatchObject({ errno: 1045 })
    ahead = 0
  })

  test('a token is not asked for without TLS', async () => {
    const plain = await startFixture(database, {
      settings: { requireTls: false },
      iam: { region, hosts: ['127.0.0.1'], findSecretKey: () => key.secretAccessKey },
    })
    await expect(plain.connect({ ssl: undefined as never })).rejects.toMatchObject({ errno: 1045 })
    await plain.stop()
  })
})
