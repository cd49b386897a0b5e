import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from './for-each-server.ts'
import type { RealDatabase } from './real-database.ts'

await forEachServer('the database server that integration tests start', (server) => {
  let database: RealDatabase

  beforeAll(async () => {
    database = await server.start(['--max-connections=17'])
  })
  afterAll(() => database?.stop())

  test('answers over verified TLS and speaks utf8mb4', async () => {
    const connection = await createConnection({
      host: 'localhost',
      port: database.port,
      user: database.user,
      password: database.password,
      ssl: { ca: database.authority, verifyIdentity: true },
    })
    const [rows] = await connection.query("SHOW STATUS LIKE 'Ssl_cipher'")
    connection.destroy()
    expect(rows).toEqual([{ Variable_name: 'Ssl_cipher', Value: expect.stringContaining('TLS_') }])
    expect(await database.query('SELECT @@max_connections AS n, @@character_set_server AS c')).toEqual([
      { n: 17, c: 'utf8mb4' },
    ])
  })

  test('keeps its data through a crash', async () => {
    await database.query('CREATE DATABASE kept')
    await database.crash()
    await expect(database.query('SELECT 1')).rejects.toThrow()
    await database.restart()
    expect(await database.query("SHOW DATABASES LIKE 'kept'")).toHaveLength(1)
  })
})
