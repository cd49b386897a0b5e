import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMysql } from '../../real-mysql/mysql-or-skip.ts'
import { makeMysqlProduct } from '../../real-mysql/mysql-product.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { listPins, type ProxyFixture, startFixture } from './proxy-fixture.ts'
import { makeCorpus } from './statement-corpus.ts'

const run = promisify(execFile)
const mysql = await findMysql('the programs that come with MySQL')
const programs = mysql?.programs ?? '/nowhere'

describe.skipIf(!mysql)('the programs that come with MySQL, by caching_sha2_password over TLS', () => {
  let database: RealDatabase
  let fixture: ProxyFixture
  let folder: string

  beforeAll(async () => {
    database = await startRealDatabase([], makeMysqlProduct({ programs }))
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50), data JSON)')
    await database.query(
      `INSERT INTO shop.item (text, data) VALUES ('first', '{"a": 1}'), ('zweite ä', NULL), (NULL, '[]')`,
    )
    fixture = await startFixture(database)
    folder = await mkdtemp(join(tmpdir(), 'mysql-programs-'))
    await writeFile(join(folder, 'proxy.pem'), fixture.ca)
  })
  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const through = () => [`--port=${fixture.proxy.port}`, `--ssl-ca=${join(folder, 'proxy.pem')}`]
  const directly = () => [`--port=${database.port}`, `--ssl-ca=${database.authorityFile}`]

  /** Standard output and standard error of a program that may fail. */
  async function ask(program: 'mysql' | 'mysqldump' | 'mysqlslap', way: string[], args: string[], input?: string) {
    const login = ['--no-defaults', '--host=127.0.0.1', `--user=${database.user}`, '--ssl-mode=VERIFY_CA', ...way]
    const env = { ...process.env, MYSQL_PWD: database.password, LC_ALL: 'C.UTF-8' }
    const running = run(join(programs, program), [...login, ...args], { env, maxBuffer: 1e9 })
    running.child.stdin?.end(input ?? '')
    const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error)
    return { stdout, stderr }
  }

  test('mysql shows rows, warnings and errors', async () => {
    const sql =
      "SELECT id, text FROM item ORDER BY id; SELECT CAST('x' AS SIGNED); SHOW WARNINGS; SELECT * FROM nowhere"
    const answer = await ask('mysql', through(), ['--batch', '--skip-column-names', 'shop', '-e', sql])
    expect(answer.stdout.split('\n')).toEqual([
      ...['1\tfirst', '2\tzweite ä', '3\tNULL', '0'],
      "Warning\t1292\tTruncated incorrect INTEGER value: 'x'",
      '',
    ])
    expect(answer.stderr).toContain('ERROR 1146 (42S02)')
    expect(fixture.proxy.status().totals.clientConnectionsTLS).toBeGreaterThan(0)
  })

  // This client asks for responses without EOF packets, for session tracking and for metadata on demand.
  test('mysql has the same answers to the whole corpus as directly, with counts, types and warnings', async () => {
    // An empty statement is none for this client.
    const plain = makeCorpus().filter((sql) => sql !== '')
    const input = `delimiter ~~\n${plain.map((sql) => `${sql}~~\n`).join('')}`
    const flags = [
      '--force',
      '--table',
      '-vv',
      '--column-type-info',
      '--show-warnings',
      '--default-character-set=utf8mb4',
    ]
    const answers = []
    for (const way of [directly(), through()]) {
      await database.query('DROP DATABASE IF EXISTS corpus')
      await database.query('CREATE DATABASE corpus')
      answers.push(await ask('mysql', way, [...flags, 'corpus'], input))
    }
    const [direct, proxied] = answers.map(({ stdout, stderr }) => ({
      lines: stdout.split('\n'),
      errors: stderr.split('\n'),
    }))
    expect(direct?.lines.length).toBeGreaterThan(3_000)
    expect(direct?.errors.length).toBeLessThan(60)
    expect(proxied).toEqual(direct)
  })

  test('mysql goes without compression, or not at all when it may not', async () => {
    const wish = (algorithms: string) => {
      const flags = [`--compression-algorithms=${algorithms}`, '--batch', '--skip-column-names']
      return ask('mysql', through(), [...flags, '-e', "SHOW STATUS LIKE 'Compression'"])
    }
    for (const algorithm of ['zstd', 'zlib']) expect((await wish(algorithm)).stderr).toContain('ERROR 2066 (HY000)')
    expect(await wish('zstd,zlib,uncompressed')).toEqual({ stdout: 'Compression\tOFF\n', stderr: '' })
  })

  test('mysql keeps attributes of a statement to itself, for they were not offered, and the statement is read', async () => {
    await database.query("INSTALL COMPONENT 'file://component_query_attributes'")
    const input = `query_attributes trace 1-2-3\nSELECT mysql_query_attribute_string('trace') AS trace;\nSET @a = 1;\n`
    const flags = ['--commands', '--batch', '--skip-column-names']
    expect(await ask('mysql', directly(), flags, input)).toEqual({ stdout: '1-2-3\n', stderr: '' })
    const pins = await listPins(fixture, async () => {
      expect(await ask('mysql', through(), flags, input)).toEqual({ stdout: 'NULL\n', stderr: '' })
    })
    expect(pins).toEqual(['user-variable'])
  })

  test('mysqldump writes what it writes directly, and its file can be read back', async () => {
    const flags = ['--skip-comments', '--no-tablespaces', '--single-transaction', '--set-gtid-purged=OFF', 'shop']
    const dump = await ask('mysqldump', through(), flags)
    expect(dump.stderr).toBe('')
    expect(dump.stdout).toContain("(2,'zweite ä',NULL)")
    expect(dump).toEqual(await ask('mysqldump', directly(), flags))
    await database.query('CREATE DATABASE restored')
    expect(await ask('mysql', through(), ['restored'], dump.stdout)).toEqual({ stdout: '', stderr: '' })
    expect(await database.query('SELECT COUNT(*) AS n FROM restored.item')).toEqual([{ n: 3 }])
  })

  test('mysqlslap runs 30 clients over the pool of 5', async () => {
    const load = ['--auto-generate-sql', '--auto-generate-sql-load-type=mixed', '--number-of-queries=600']
    const { stdout, stderr } = await ask('mysqlslap', through(), [...load, '--concurrency=30'])
    expect(stderr).toBe('')
    expect(stdout).toContain('Number of clients running queries: 30')
    expect(fixture.proxy.status().databaseConnections).toBeLessThanOrEqual(5)
  })
})
