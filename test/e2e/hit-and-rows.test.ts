import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordedRequest } from '../../handler/contract.ts'
import type { HitResult } from '../../src/actions/hit.ts'
import type { LoadResult } from '../../src/actions/load.ts'
import type { RowsResult } from '../../src/actions/rows.ts'
import { Environment } from './environment.ts'
import { cleanEnvironment, programFile } from './program.ts'

let environment: Environment
let subFolder: string

beforeAll(async () => {
  environment = await Environment.start()
  subFolder = join(environment.project.folder, 'some', 'where')
  mkdirSync(subFolder, { recursive: true })
  writeFileSync(join(subFolder, 'body.bin'), Buffer.from([0, 1, 254, 255]))
})
afterAll(() => environment?.close())

const hit = (...args: string[]) => environment.project.ask<HitResult>(['hit', ...args])
const rows = async (...args: string[]) => (await environment.project.ask<RowsResult>(['rows', ...args])).rows

describe('hit', () => {
  test('sends a GET and shows status, time and the recorded row, from any sub-folder', async () => {
    const { code, stdout, stderr } = await environment.project.run(['hit', '/first?a=1'], { cwd: subFolder })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/first\?a=1$/m)
    expect(stdout).toMatch(/^ +id +\d+$/m)
    expect(stdout).toMatch(/^ +path +\/first$/m)
    expect(stdout.trimEnd()).toMatch(/\n201 Created in [\d.]+ m?s$/)
  })

  test('sends the method, each header line and the text', async () => {
    const headers = ['--header', 'x-one: 1', '--header', 'x-one: 2', '-H', 'X-Two: 3']
    const { ok, row } = await hit('--method', 'put', '--data', 'text', ...headers, '/sent')
    expect(ok).toBe(true)
    expect(row).toMatchObject({ method: 'PUT', path: '/sent', headers: { 'x-one': '1,2', 'x-two': '3' } })
    expect(row?.body).toMatchObject({ bytes: 4, content: 'text' })
  })

  test('makes a POST of data, and tells JSON from text', async () => {
    const { row } = await hit('/json', '--data', '{"paid":true}')
    expect(row).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } })
  })

  test('sends the bytes of a file, named from the folder one is in', async () => {
    const options = { cwd: subFolder }
    const { stdout } = await environment.project.run(['hit', '/file', '--data', '@body.bin', '--json'], options)
    const { row } = JSON.parse(stdout) as HitResult
    expect(row?.body).toMatchObject({ bytes: 4, encoding: 'base64', content: 'AAH+/w==' })
  })

  test('sends what comes on standard input', async () => {
    const { stdout } = await environment.project.run(['hit', '/input', '-d', '-', '--json'], { input: 'from a pipe' })
    expect((JSON.parse(stdout) as HitResult).row?.body.content).toBe('from a pipe')
  })

  test('an answer other than 2xx is shown and ends with 1', async () => {
    const { code, stdout } = await environment.project.run(['hit', '/favicon.ico'])
    expect(code).toBe(1)
    expect(stdout).toContain('404 Not Found')
  })

  test('many requests come back as figures, and each 201 is a row', async () => {
    const before = await environment.countRows()
    const { code, stdout, stderr } = await environment.project.run(['hit', '/many', '-n', '60', '-c', '6', '--json'])
    const result = JSON.parse(stdout) as LoadResult
    expect(code, stderr).toBe(0)
    expect(result).toMatchObject({ requested: 60, concurrency: 6, sent: 60, answered: 60, created: 60, recorded: 60 })
    expect(result.byStatus).toEqual({ 201: 60 })
    expect(result.latency?.p99).toBeGreaterThan(0)
    expect(await environment.countRows()).toBe(before + 60)
  })

  test('many requests show progress on stderr and percentiles on stdout', async () => {
    const { stdout, stderr } = await environment.project.run(['hit', '/many', '-n', '20'])
    expect(stdout).toMatch(/p50 .+ p90 .+ p99 .+ max /)
    expect(stdout).toMatch(/^ +201 +20 +100\.0 %$/m)
    expect(stdout).not.toContain('of 20 requests')
    expect(stderr).toContain('20 of 20 requests')
  })
})

describe('rows', () => {
  test('shows the newest first, pages back, and filters by path, method and time', async () => {
    for (const [path, method] of [
      ['/page/1', 'GET'],
      ['/page/2', 'DELETE'],
      ['/page/3', 'GET'],
    ] as const) {
      await environment.record({ target: path, method })
    }
    const [newest, , oldest] = await rows('--path', '/page/*', '--limit', '3')
    expect([newest?.path, oldest?.path]).toEqual(['/page/3', '/page/1'])
    const older = await rows('--path', '/page/*', '--before', String(newest?.id))
    expect(older.map(({ path }) => path)).toEqual(['/page/2', '/page/1'])
    expect((await rows('--path', '/page/*', '--method', 'delete')).map(({ path }) => path)).toEqual(['/page/2'])
    expect(await rows('--path', '/page/2')).toHaveLength(1)
    expect(await rows('--path', '/page/*', '--since', '1h')).toHaveLength(3)
    expect(await rows('--path', '/page/*', '--since', '2999-01-01')).toEqual([])
    expect(await rows('--limit', '1')).toHaveLength(1)
  })

  test('more than fit into one page are read in pages underneath', async () => {
    await environment.sql(
      `INSERT INTO webhook.requests (received_at, method, path, query, headers, body_bytes, source_ip, user_agent, request_id)
       SELECT NOW(3), 'GET', '/bulk', '', '{}', 0, '127.0.0.1', '', UUID()
       FROM webhook.requests AS one, webhook.requests AS other LIMIT 2500`,
    )
    const found = await rows('--path', '/bulk', '--limit', '2400')
    expect(new Set(found.map(({ id }) => id)).size).toBe(2400)
  })

  test('each format holds the same rows, and nothing but data is on stdout', async () => {
    const run = async (format: string) => {
      const { code, stdout, stderr } = await environment.project.run(['rows', '--path', '/page/*', '--format', format])
      expect(code, stderr).toBe(0)
      return stdout
    }
    const json = JSON.parse(await run('json')) as RecordedRequest[]
    const lines = (await run('ndjson')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as RecordedRequest)).toEqual(json)
    const csv = (await run('csv')).trimEnd().split(/\r?\n/)
    expect(csv[0]).toMatch(/^id,receivedAt,method,path,/)
    expect(csv.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(json.map(({ id }) => id))
    const asTable = await environment.project.run(['rows', '--path', '/page/*'])
    expect(asTable.stderr).toBe('3 rows, no older ones match.\n')
    const table = (await run('table')).trimEnd().split('\n')
    expect(table[0]).toMatch(/^ *ID +RECEIVED/)
    expect(table).toHaveLength(json.length + 1)
  })

  test('a reader that leaves ends it quietly', async () => {
    const { code, stdout, stderr } = await shell(
      'node "$PROGRAM" rows --path /bulk --limit 2000 --format ndjson | head -n 1',
    )
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('--follow goes on with new rows, and Ctrl-C is its normal end', async () => {
    await environment.record({ target: '/followed/1' })
    const following = environment.project.run(['rows', '--follow', '--format', 'ndjson', '--path', '/followed/*'], {
      onStart: (child) => {
        child.stdout?.on('data', (text: string) => {
          if (text.includes('/followed/1')) void environment.record({ target: '/followed/2' })
          if (text.includes('/followed/2')) child.kill('SIGINT')
        })
      },
    })
    const { code, stdout, stderr } = await following
    expect(code, stderr).toBe(0)
    const paths = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as RecordedRequest).path)
    expect(paths).toEqual(['/followed/1', '/followed/2'])
    expect(stderr).toBe('')
  })
})

/** Runs a line in a shell that fails with its first failing part. */
function shell(line: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = cleanEnvironment({ PROGRAM: programFile })
  const child = spawn('bash', ['-o', 'pipefail', '-c', line], { cwd: environment.project.folder, env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString()
  })
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  return new Promise((finish) => child.once('close', (code) => finish({ code, stdout, stderr })))
}
