import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findOrphanDatabase } from '../../../src/targets/local/database/orphan.ts'
import { RESERVED_CONNECTIONS } from '../../../src/targets/local/database/server-arguments.ts'
import { forEachServer } from '../for-each-server.ts'
import { ADMIN, ask, logIn, makeEnvironment, useRealServer } from './environment.ts'

await forEachServer(
  'a private server',
  (server) => {
    useRealServer(server.findProgram('mysqld'))

    const isRoot = process.getuid?.() === 0

    /** Paths below a folder whose mode lets others in. */
    function findOpenPaths(folder: string): string[] {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => (statSync(path).mode & 0o077) !== 0)
    }

    describe('a started server', () => {
      it('lets the administrator in with every right, and nobody else', async () => {
        const { start } = await makeEnvironment()
        const database = await start()
        const connection = await logIn(database)
        expect(await ask(connection, 'SELECT CURRENT_USER()')).toBe('admin@%')
        // MySQL names each of them.
        const every = /^GRANT (?:ALL PRIVILEGES|SELECT, .* CREATE USER, .*) ON \*\.\* .*WITH GRANT OPTION$/
        expect(await ask(connection, 'SHOW GRANTS')).toMatch(every)
        const others = [
          ['admin', ''],
          ['admin', 'wrong'],
          ['root', ''],
          ['root', ADMIN.password],
          ['', ''],
          ['mariadb.sys', ''],
        ]
        for (const [username = '', password = ''] of others) {
          await expect(logIn(database, { username, password })).rejects.toThrow(/denied/)
        }
      })

      it('is as the settings say: no network, UTF-8, UTC, room for large rows, safe against a kill', async () => {
        const { start } = await makeEnvironment()
        const database = await start({ maxConnections: 33 })
        const connection = await logIn(database)
        const wanted: Record<string, unknown> = {
          max_connections: 33 + RESERVED_CONNECTIONS,
          skip_networking: 1,
          character_set_server: 'utf8mb4',
          time_zone: '+00:00',
          log_bin: 0,
          performance_schema: 0,
          innodb_flush_log_at_trx_commit: 2,
        }
        for (const [name, value] of Object.entries(wanted))
          expect(await ask(connection, `SELECT @@${name}`)).toBe(value)
        expect(await ask(connection, 'SELECT @@max_allowed_packet')).toBeGreaterThanOrEqual(64 * 1024 * 1024)
        expect(await ask(connection, 'SELECT @@hostname')).toBeTypeOf('string')
      })

      it('keeps its files, its socket folder and its log to itself, and no password on the disk or in its arguments', async () => {
        const { folder, options, start } = await makeEnvironment()
        const { pid } = await start()
        expect(findOpenPaths(options.dataDirectory)).toEqual([])
        for (const name of ['database', 'run', 'run/db', 'logs', 'logs/database.log']) {
          expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
        }
        expect(await readdir(options.dataDirectory)).not.toContain('init.sql')
        expect(readFileSync(options.logFile, 'utf8')).not.toContain('pass')
        if (process.platform === 'linux') expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(`pass'w`)
      })

      it.runIf(process.platform === 'linux')('may open enough files for its connections', async () => {
        const { start } = await makeEnvironment()
        const { pid, maxConnections } = await start({ maxConnections: 1_000 })
        const limit = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]
        const hard = /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]
        expect(Number(limit)).toBeGreaterThanOrEqual(Math.min(5_000, Number(hard)))
        expect(maxConnections).toBe(1_000)
      })

      it('ends in good order and can be stopped twice', async () => {
        const { options, start } = await makeEnvironment()
        const database = await start()
        await database.stop()
        await database.stop()
        expect(await database.exited).toEqual({ code: 0, signal: null })
        expect(readFileSync(options.logFile, 'utf8')).toContain('Shutdown complete')
        expect(findOrphanDatabase(options.dataDirectory)).toBeUndefined()
      })

      it('takes a new password at the next start and refuses the old one', async () => {
        const { start } = await makeEnvironment()
        await (await start()).stop()
        const next = { ...ADMIN, password: 'another' }
        const database = await start({ admin: next })
        expect(await ask(await logIn(database, next), 'SELECT 1')).toBe(1)
        await expect(logIn(database, ADMIN)).rejects.toThrow(/denied/)
      })
    })

    describe('a server that is killed', () => {
      it('has every committed row after the next start', async () => {
        const { start } = await makeEnvironment()
        const database = await start()
        const connection = await logIn(database)
        await connection.query('CREATE DATABASE webhook')
        await connection.query('CREATE TABLE webhook.rows (id INT PRIMARY KEY, body LONGBLOB)')
        const body = Buffer.alloc(4_500_000, 7)
        let committed = 0
        const writing = (async () => {
          for (let id = 1; ; id++) {
            await connection.query('INSERT INTO webhook.rows VALUES (?, ?)', [id, id % 20 === 1 ? body : 'small'])
            committed = id
            if (id === 50) process.kill(database.pid, 'SIGKILL')
          }
        })()
        await expect(writing).rejects.toThrow()
        expect(await database.exited).toEqual({ code: null, signal: 'SIGKILL' })

        const again = await logIn(await start())
        expect(committed).toBeGreaterThanOrEqual(50)
        const found = Number(await ask(again, 'SELECT COUNT(*) FROM webhook.rows'))
        expect(found).toBeGreaterThanOrEqual(committed)
        expect(Number(await ask(again, 'SELECT MAX(id) FROM webhook.rows'))).toBe(found)
        expect(await ask(again, 'SELECT SUM(LENGTH(body) = 4500000) FROM webhook.rows')).toBe('3')
      })
    })

    describe('a server left running by a process that was killed', () => {
      it('is found, ended and followed by a new one with its data', async () => {
        const { options, start } = await makeEnvironment()
        const orphan = await start()
        await (await logIn(orphan)).query('CREATE DATABASE kept')
        expect(findOrphanDatabase(options.dataDirectory)?.pid).toBe(orphan.pid)
        const database = await start()
        expect(await orphan.exited).toMatchObject({ code: 0 })
        expect(database.pid).not.toBe(orphan.pid)
        expect(await ask(await logIn(database), "SHOW DATABASES LIKE 'kept'")).toBe('kept')
      })

      it('is not taken for that of another data directory', async () => {
        const [first, second] = [await makeEnvironment(), await makeEnvironment()]
        const running = await first.start()
        await second.start()
        expect(findOrphanDatabase(first.options.dataDirectory.slice(0, -1))).toBeUndefined()
        expect(await ask(await logIn(running), 'SELECT 1')).toBe(1)
      })
    })

    describe('a server that cannot start', () => {
      it('explains itself when the data are not a database', async () => {
        const { options, start } = await makeEnvironment()
        await mkdir(join(options.dataDirectory, 'data'), { recursive: true })
        await writeFile(join(options.dataDirectory, 'data', 'ibdata1'), 'no database')
        await expect(start()).rejects.toMatchObject({
          name: 'DatabaseDidNotStart',
          message: expect.stringContaining('It said:'),
          nextSteps: [expect.stringContaining(options.logFile), expect.any(String)],
        })
        expect(findOrphanDatabase(options.dataDirectory)).toBeUndefined()
        expect(await readdir(options.dataDirectory)).not.toContain('init.sql')
      })

      it('is stopped again when it refuses the account, whose password is not shown', async () => {
        const { options, start } = await makeEnvironment()
        const refused = start({ admin: { username: 'x'.repeat(200), password: 'hunter2' } })
        const error = await refused.catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ name: 'DatabaseAccountNotSet' })
        expect(JSON.stringify(error)).not.toContain('hunter2')
        expect(findOrphanDatabase(options.dataDirectory)).toBeUndefined()
      })

      it('refuses data of another product or of a newer version, and leaves them', async () => {
        const { options, start } = await makeEnvironment()
        await (await start()).stop()
        const origin = join(options.dataDirectory, 'written-by.json')
        for (const written of [
          { kind: server.isMysql ? 'mariadb' : 'mysql', version: '8.4.3' },
          { kind: server.isMysql ? 'mysql' : 'mariadb', version: '99.1.0' },
        ]) {
          await writeFile(origin, JSON.stringify(written))
          await expect(start()).rejects.toMatchObject({ name: 'DatabaseOfAnotherServer' })
        }
        await rm(origin)
        expect(await ask(await logIn(await start()), 'SELECT 1')).toBe(1)
      })

      it.runIf(process.platform === 'linux')('says that the folder cannot be written', async () => {
        const { start } = await makeEnvironment()
        const refused = start({ dataDirectory: '/sys/no-folder-can-be-made-here' })
        await expect(refused).rejects.toMatchObject({ name: 'StateNotWritable' })
      })

      it('leaves nothing running when it is interrupted', async () => {
        const { options, start } = await makeEnvironment()
        await (await start()).stop()
        const aborting = new AbortController()
        aborting.abort()
        await expect(start({ signal: aborting.signal })).rejects.toMatchObject({ name: 'Interrupted' })
        expect(findOrphanDatabase(options.dataDirectory)).toBeUndefined()
      })
    })

    describe('prepared data', () => {
      it('are made once for several environments at once, and hold no account of theirs', async () => {
        const environments = await Promise.all([makeEnvironment(), makeEnvironment()])
        const cacheFolder = join(environments[0].folder, 'fresh-cache')
        const unmistakable = { ...ADMIN, username: 'unmistakable' }
        const databases = await Promise.all(
          environments.map(({ start }) => start({ cacheFolder, admin: unmistakable })),
        )
        for (const database of databases) expect(await ask(await logIn(database, unmistakable), 'SELECT 1')).toBe(1)
        const prepared = await readdir(join(cacheFolder, 'prepared-data'))
        expect(prepared).toEqual([expect.stringMatching(/^(mariadb|mysql)-\d/)])
        expect(findOpenPaths(cacheFolder)).toEqual([])
        const accounts = readdirSync(cacheFolder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && /global_priv|user\.|mysql\.ibd/.test(entry.name))
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        expect(accounts.length).toBeGreaterThan(0)
        expect(accounts.some((content) => content.includes(unmistakable.username))).toBe(false)
      })

      it.runIf(process.platform === 'linux')('are done without when the cache folder cannot be written', async () => {
        const { start } = await makeEnvironment()
        const database = await start({ cacheFolder: '/sys/no-folder-can-be-made-here' })
        expect(await ask(await logIn(database), 'SELECT 1')).toBe(1)
      })

      it('are made anew when a crash left only a draft in either place', async () => {
        const { folder, options, start } = await makeEnvironment()
        await mkdir(join(folder, 'cache/prepared-data/.draft-1-aa/data'), { recursive: true })
        await mkdir(join(options.dataDirectory, 'draft', 'data'), { recursive: true })
        await writeFile(join(options.dataDirectory, 'draft', 'data', 'ibdata1'), 'half')
        const database = await start({ cacheFolder: join(folder, 'cache') })
        expect(await ask(await logIn(database), 'SELECT 1')).toBe(1)
        expect(await readdir(options.dataDirectory)).not.toContain('draft')
      })
    })

    describe.runIf(isRoot)('started as root', () => {
      it('drops to the user of the package and gives it the files', async () => {
        const { folder, options, start } = await makeEnvironment()
        const drop = { packageUser: 'nobody', passFolders: [folder, join(folder, 'run')] }
        await mkdir(join(folder, 'run'), { mode: 0o700 })
        const database = await start(drop)
        expect(database.user).toMatchObject({ name: 'nobody', reason: 'as the user nobody' })
        const status = readFileSync(`/proc/${database.pid}/status`, 'utf8')
        expect(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).toEqual(['65534', '65534'])
        expect(statSync(join(options.dataDirectory, 'data', 'ibdata1')).uid).toBe(65534)
        expect(statSync(folder).mode & 0o777).toBe(0o710)
        expect(findOpenPaths(options.dataDirectory)).toEqual([])
        expect(await ask(await logIn(database), 'SELECT 1')).toBe(1)
      })

      it('stays root when a folder on the way is closed, and can take the files back', async () => {
        const { folder, start } = await makeEnvironment()
        await mkdir(join(folder, 'run'), { mode: 0o700 })
        await (await start({ packageUser: 'nobody', passFolders: [folder, join(folder, 'run')] })).stop()
        await mkdir(join(folder, 'run'), { recursive: true })
        const database = await start({ packageUser: 'no-such-user' })
        expect(database.user.name).toBe('root')
        expect(await ask(await logIn(database), 'SELECT 1')).toBe(1)
      })
    })
  },
  { longOnMysql: true },
)
