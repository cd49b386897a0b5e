import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { listPins, type ProxyFixture, startFixture } from './proxy-fixture.ts'

const run = promisify(execFile)

await forEachServer('client-programs', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  let folder: string
  let ca: string

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50))')
    await database.query("INSERT INTO shop.item (text) VALUES ('first'), ('zweite ä'), (NULL)")
    fixture = await startFixture(database, {
      settings: { requireTls: false },
      clientPasswordAuthType: 'mysql_native_password',
    })
    folder = await mkdtemp(join(tmpdir(), 'client-programs-'))
    ca = join(folder, 'ca.pem')
    await writeFile(ca, fixture.ca)
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  /** Whether a client is on this computer; those that are not are reported as skipped, by name. */
  function has(program: string, ...check: string[]): boolean {
    try {
      execFileSync(program, check, { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }

  /** The secret goes by the environment, as these programs allow. */
  function variables(): NodeJS.ProcessEnv {
    const { user, password } = database
    const port = String(fixture.proxy.port)
    return {
      ...process.env,
      MYSQL_PWD: password,
      CLIENT_USER: user,
      CLIENT_PORT: port,
      CLIENT_CA: ca,
      LC_ALL: 'C.UTF-8',
    }
  }

  async function runClient(program: string, args: string[], encoding: BufferEncoding = 'utf8'): Promise<string> {
    const { stdout } = await run(program, args, { env: variables(), maxBuffer: 1e8, encoding })
    return stdout
  }

  const address = (): string[] => ['--host=127.0.0.1', `--port=${fixture.proxy.port}`, `--user=${database.user}`]

  /** What every scripted client prints: rows with NULL and umlaut, a generated id, a rollback, an error, a prepared statement. */
  const expected = ['1:first 2:zweite ä 3:NULL', 'id 4', 'after rollback 4', 'error 1146', 'prepared 42']

  async function expectScript(program: string, args: string[]): Promise<void> {
    await database.query('DELETE FROM shop.item WHERE id > 3')
    await database.query('ALTER TABLE shop.item AUTO_INCREMENT = 4')
    const before = fixture.proxy.status().totals.clientConnectionsTLS
    let output = ''
    const pins = await listPins(fixture, async () => {
      output = await runClient(program, args)
    })
    expect(fixture.proxy.status().totals.clientConnectionsTLS).toBe(before + 1)
    expect(output.trim().split('\n')).toEqual(expected)
    expect(pins).toEqual(['prepared-statement'])
  }

  test.skipIf(!has('mysql', '--version'))(
    'the mysql command line shows rows, warnings and errors over TLS',
    async () => {
      const sql =
        "SELECT id, text FROM item ORDER BY id LIMIT 3; SELECT CAST('x' AS SIGNED); SHOW WARNINGS; SHOW STATUS LIKE 'nothing'"
      const flags = [...address(), `--ssl-ca=${ca}`, '--batch', '--skip-column-names', 'shop']
      const pins = await listPins(fixture, async () => {
        expect((await runClient('mysql', [...flags, '-e', sql])).split('\n')).toEqual([
          ...['1\tfirst', '2\tzweite ä', '3\tNULL', '0'],
          "Warning\t1292\tTruncated incorrect INTEGER value: 'x'",
          '',
        ])
      })
      expect(pins).toEqual([])
      const failing = runClient('mysql', [...address(), 'shop', '-e', 'SELECT * FROM nowhere'])
      await expect(failing).rejects.toMatchObject({ stderr: expect.stringContaining('ERROR 1146 (42S02)') })
    },
  )

  const everyByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')

  /** Types, a view and a trigger: what a dump must keep. */
  async function makeKept(): Promise<void> {
    await database.query('CREATE DATABASE kept')
    const { host, port, user, password } = database
    const connection = await createConnection({ host, port, user, password, database: 'kept' })
    for (const sql of [
      `CREATE TABLE thing (id INT AUTO_INCREMENT PRIMARY KEY, bytes BLOB, text TEXT, price DECIMAL(20,5), bits BIT(9),
       at DATETIME(6), clock TIME(3), year YEAR, kind ENUM('b','ä'), many SET('x','y'), place POINT, doc JSON, KEY (year))`,
      `INSERT INTO thing (bytes, text, price, bits, at, clock, year, kind, many, place, doc) VALUES
       (X'${everyByte}', 'it''s\\\\ "quoted" 🎉\\n', -1.5, b'101010101', '2026-11-23 01:02:03.456789', '-838:59:58.5', 1999, 'ä', 'x,y',
        POINT(1, -2), '{"k": [null, "ä"]}'), (X'', '', 0, b'0', NULL, NULL, NULL, NULL, '', NULL, NULL)`,
      'CREATE VIEW looked AS SELECT id, year FROM thing WHERE id > 0',
      'CREATE TRIGGER counted BEFORE INSERT ON thing FOR EACH ROW SET NEW.price = NEW.price + 1',
    ]) {
      await connection.query(sql)
    }
    await connection.end()
  }

  test.skipIf(!has('mysqldump', '--version'))(
    'mysqldump writes what it writes directly, and what is read back dumps the same',
    async () => {
      await makeKept()
      const dump = (port: number, schema: string): Promise<string> => {
        const login = ['--host=127.0.0.1', `--port=${port}`, `--user=${database.user}`]
        const flags = ['--skip-comments', '--single-transaction', '--triggers', schema]
        // A dump has bytes of no character set.
        return runClient('mysqldump', [...login, ...flags], 'latin1')
      }
      let through = ''
      const pins = await listPins(fixture, async () => {
        through = await dump(fixture.proxy.port, 'kept')
      })
      // It sets its session up in executable comments.
      expect(pins).toEqual(['executable-comment'])
      expect(through).toContain(Buffer.from('🎉').toString('latin1'))
      expect(through).toBe(await dump(database.port, 'kept'))
      const file = join(folder, 'dump.sql')
      await writeFile(file, through, 'latin1')
      await database.query('CREATE DATABASE restored')
      await runClient('mysql', [...address(), 'restored', '-e', `source ${file}`])
      expect(await dump(fixture.proxy.port, 'restored')).toBe(through)
      expect(await database.query('SELECT HEX(bytes) AS bytes, price FROM restored.thing WHERE id = 1')).toEqual([
        { bytes: everyByte.toUpperCase(), price: '-1.50000' },
      ])
    },
  )

  test.skipIf(!has('mysqlslap', '--version'))('mysqlslap runs 30 clients over the pool of 5', async () => {
    await database.query('CREATE TABLE shop.slapped (id INT AUTO_INCREMENT PRIMARY KEY, n INT)')
    const pins = await listPins(fixture, async () => {
      const load = ['--create-schema=shop', '--no-drop', '--query=INSERT INTO slapped (n) VALUES (1)']
      const output = await runClient('mysqlslap', [
        ...address(),
        ...load,
        '--number-of-queries=900',
        '--concurrency=30',
      ])
      expect(output).toContain('Number of clients running queries: 30')
      await runClient('mysqlslap', [
        ...[...address(), '--auto-generate-sql', '--auto-generate-sql-load-type=mixed'],
        ...['--number-of-queries=300', '--concurrency=30'],
      ])
    })
    expect(pins).toEqual([])
    expect(await database.query('SELECT COUNT(*) AS n, MAX(id) AS last FROM shop.slapped')).toEqual([
      { n: 900, last: 900 },
    ])
    expect(fixture.proxy.status().databaseConnections).toBeLessThanOrEqual(5)
  })

  test.skipIf(!has('sysbench', '--version'))(
    'sysbench point-select, write-only and read-write go through without an error',
    async () => {
      const common = [
        ...['--db-driver=mysql', '--mysql-host=127.0.0.1', `--mysql-port=${fixture.proxy.port}`, '--mysql-db=shop'],
        ...[`--mysql-user=${database.user}`, `--mysql-password=${database.password}`, '--tables=2', '--table-size=200'],
        ...['--events=320', '--time=0', '--rand-type=uniform', '--mysql-ignore-errors=1213,1020'],
      ]
      const runAll = async (scripts: string[], ...flags: string[]) => {
        for (const script of scripts) {
          const output = await runClient('sysbench', [...common, ...flags, script, 'run'])
          expect(output).toMatch(/transactions:\s+3[2-9]\d\s/)
          expect(output).toMatch(/reconnects:\s+0\s/)
        }
      }
      const scripts = ['oltp_point_select', 'oltp_write_only', 'oltp_read_write']
      // Its CREATE TABLE names the engine in such a comment.
      const prepared = () => runClient('sysbench', [...common, 'oltp_read_write', 'prepare'])
      expect(await listPins(fixture, prepared)).toEqual(['executable-comment'])
      expect(await listPins(fixture, () => runAll(scripts, '--threads=16', '--db-ps-mode=disable'))).toEqual([])
      // Each thread of a script is a client that prepares, and a pinned client has its connection for itself.
      const pinning = await listPins(fixture, () => runAll(scripts, '--threads=4', '--db-ps-mode=auto'))
      expect(pinning).toEqual(Array(12).fill('prepared-statement'))
      for (const table of ['sbtest1', 'sbtest2']) {
        const sql = `SELECT COUNT(*) AS n, COUNT(DISTINCT id) AS ids, MIN(LENGTH(pad)) AS pad FROM shop.${table}`
        expect(await database.query(sql)).toEqual([{ n: 200, ids: 200, pad: 59 }])
      }
      await runClient('sysbench', [...common, 'oltp_read_write', 'cleanup'])
      expect(await database.query("SHOW TABLES FROM shop LIKE 'sbtest%'")).toEqual([])
    },
  )

  const python = `
import os, pymysql
e = os.environ
c = pymysql.connect(host='127.0.0.1', port=int(e['CLIENT_PORT']), user=e['CLIENT_USER'], password=e['MYSQL_PWD'],
                    database='shop', charset='utf8mb4', ssl={'ca': e['CLIENT_CA']})
k = c.cursor()
k.execute('SELECT id, text FROM item ORDER BY id LIMIT 3')
print(' '.join('%d:%s' % (i, 'NULL' if t is None else t) for i, t in k.fetchall()))
k.execute("INSERT INTO item (text) VALUES (%s)", ("it's",))
print('id', k.lastrowid)
c.commit()
k.execute("DELETE FROM item"); c.rollback()
k.execute('SELECT COUNT(*) FROM item'); print('after rollback', k.fetchone()[0])
try: k.execute('SELECT * FROM nowhere')
except pymysql.err.ProgrammingError as x: print('error', x.args[0])
k.execute("PREPARE s FROM 'SELECT ? + 1'"); k.execute('SET @a = 41'); k.execute('EXECUTE s USING @a')
print('prepared', int(k.fetchone()[0]))
c.close()
`
  test.skipIf(!has('python3', '-c', 'import pymysql'))('PyMySQL', () => expectScript('python3', ['-c', python]))

  const perl = `
use DBI; use strict; binmode(STDOUT);
my $c = DBI->connect("DBI:mysql:database=shop;host=127.0.0.1;port=$ENV{CLIENT_PORT};mysql_ssl=1;mysql_ssl_optional=1;mysql_ssl_ca_file=$ENV{CLIENT_CA}",
  $ENV{CLIENT_USER}, $ENV{MYSQL_PWD}, { RaiseError => 1, PrintError => 0 });
$c->do('SET NAMES utf8mb4');
print join(' ', map { "$_->[0]:" . ($_->[1] // 'NULL') } @{ $c->selectall_arrayref('SELECT id, text FROM item ORDER BY id LIMIT 3') }), "\\n";
$c->do('INSERT INTO item (text) VALUES (?)', undef, "it's");
print 'id ', $c->{mysql_insertid}, "\\n";
$c->begin_work; $c->do('DELETE FROM item'); $c->rollback;
print 'after rollback ', $c->selectrow_array('SELECT COUNT(*) FROM item'), "\\n";
eval { $c->do('SELECT * FROM nowhere') }; print 'error ', $c->err, "\\n";
my $s = $c->prepare('SELECT ? + 1', { mysql_server_prepare => 1 }); $s->execute(41);
print 'prepared ', int(($s->fetchrow_array)[0]), "\\n";
`
  test.skipIf(!has('perl', '-MDBD::mysql', '-e', '1'))('Perl DBI', () => expectScript('perl', ['-e', perl]))

  const mysqli = `
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$c = mysqli_init(); $c->ssl_set(null, null, getenv('CLIENT_CA'), null, null);
$c->real_connect('127.0.0.1', getenv('CLIENT_USER'), getenv('MYSQL_PWD'), 'shop', (int) getenv('CLIENT_PORT'), null, MYSQLI_CLIENT_SSL);
$c->set_charset('utf8mb4');
$rows = $c->query('SELECT id, text FROM item ORDER BY id LIMIT 3')->fetch_all();
echo implode(' ', array_map(fn($r) => $r[0] . ':' . ($r[1] ?? 'NULL'), $rows)), "\\n";
$c->query("INSERT INTO item (text) VALUES ('it\\\\'s')"); echo 'id ', $c->insert_id, "\\n";
$c->begin_transaction(); $c->query('DELETE FROM item'); $c->rollback();
echo 'after rollback ', $c->query('SELECT COUNT(*) FROM item')->fetch_row()[0], "\\n";
try { $c->query('SELECT * FROM nowhere'); } catch (mysqli_sql_exception $x) { echo 'error ', $x->getCode(), "\\n"; }
$s = $c->prepare('SELECT ? + 1'); $n = 41; $s->bind_param('i', $n); $s->execute();
echo 'prepared ', $s->get_result()->fetch_row()[0], "\\n";
`
  const hasMysqli = has('php', '-r', 'exit(function_exists("mysqli_init") ? 0 : 1);')
  test.skipIf(!hasMysqli)('PHP mysqli', () => expectScript('php', ['-r', mysqli]))

  const pdo = `
$c = new PDO('mysql:host=127.0.0.1;port=' . getenv('CLIENT_PORT') . ';dbname=shop;charset=utf8mb4', getenv('CLIENT_USER'), getenv('MYSQL_PWD'),
  [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::MYSQL_ATTR_SSL_CA => getenv('CLIENT_CA'), PDO::ATTR_EMULATE_PREPARES => false]);
$rows = $c->query('SELECT id, text FROM item ORDER BY id LIMIT 3')->fetchAll(PDO::FETCH_NUM);
echo implode(' ', array_map(fn($r) => $r[0] . ':' . ($r[1] ?? 'NULL'), $rows)), "\\n";
$c->exec("INSERT INTO item (text) VALUES ('it\\\\'s')"); echo 'id ', $c->lastInsertId(), "\\n";
$c->beginTransaction(); $c->exec('DELETE FROM item'); $c->rollBack();
echo 'after rollback ', $c->query('SELECT COUNT(*) FROM item')->fetchColumn(), "\\n";
try { $c->query('SELECT * FROM nowhere'); } catch (PDOException $x) { echo 'error ', $x->errorInfo[1], "\\n"; }
$s = $c->prepare('SELECT ? + 1'); $s->execute([41]); echo 'prepared ', (int) $s->fetchColumn(), "\\n";
`
  test.skipIf(!has('php', '-r', 'exit(extension_loaded("pdo_mysql") ? 0 : 1);'))('PHP PDO', () =>
    expectScript('php', ['-r', pdo]),
  )

  const cursor = `
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$c = new mysqli('127.0.0.1', getenv('CLIENT_USER'), getenv('MYSQL_PWD'), 'shop', (int) getenv('CLIENT_PORT'));
$s = $c->prepare('SELECT id, text FROM item WHERE id <= ? ORDER BY id'); $n = 3; $s->bind_param('i', $n);
$s->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
foreach ([3, 0, 2] as $n) {
  $s->execute(); $s->bind_result($id, $text);
  for ($rows = []; $s->fetch(); ) $rows[] = $id . ':' . ($text ?? 'NULL');
  $s->free_result(); echo implode(' ', $rows), ";\\n";
}
echo $c->query('SELECT 7')->fetch_row()[0], "\\n";
`
  test.skipIf(!hasMysqli)('PHP mysqli reads row by row with a cursor on the server', async () => {
    const output = await runClient('php', ['-r', cursor])
    expect(output).toBe('1:first 2:zweite ä 3:NULL;\n;\n1:first 2:zweite ä;\n7\n')
  })
})
