import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture } from './proxy-fixture.ts'

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

  async function runClient(program: string, args: string[], more: { cwd?: string } = {}): Promise<string> {
    const { stdout } = await run(program, args, { env: variables(), maxBuffer: 1e8, ...more })
    return stdout
  }

  const address = (): string[] => ['--host=127.0.0.1', `--port=${fixture.proxy.port}`, `--user=${database.user}`]

  /** What every scripted client prints: rows with NULL and umlaut, a generated id, a rollback, an error, a prepared statement. */
  const expected = ['1:first 2:zweite ä 3:NULL', 'id 4', 'after rollback 4', 'error 1146', 'prepared 42']

  async function expectScript(program: string, args: string[]): Promise<void> {
    await database.query('DELETE FROM shop.item WHERE id > 3')
    await database.query('ALTER TABLE shop.item AUTO_INCREMENT = 4')
    const before = fixture.proxy.status().totals.clientConnectionsTLS
    const output = await runClient(program, args)
    expect(fixture.proxy.status().totals.clientConnectionsTLS).toBe(before + 1)
    expect(output.trim().split('\n')).toEqual(expected)
  }

  test.skipIf(!has('mysql', '--version'))(
    'the mysql command line shows rows, warnings and errors over TLS',
    async () => {
      const sql =
        "SELECT id, text FROM item ORDER BY id LIMIT 3; SELECT CAST('x' AS SIGNED); SHOW WARNINGS; SHOW STATUS LIKE 'nothing'"
      const output = await runClient('mysql', [
        ...address(),
        `--ssl-ca=${ca}`,
        '--batch',
        '--skip-column-names',
        'shop',
        '-e',
        sql,
      ])
      expect(output.split('\n').slice(0, 4)).toEqual(['1\tfirst', '2\tzweite ä', '3\tNULL', '0'])
      expect(output).toContain('Truncated incorrect INTEGER value')
      const failing = runClient('mysql', [...address(), 'shop', '-e', 'SELECT * FROM nowhere'])
      await expect(failing).rejects.toMatchObject({ stderr: expect.stringContaining('ERROR 1146 (42S02)') })
    },
  )

  test.skipIf(!has('mysqldump', '--version'))(
    'mysqldump writes what it writes directly, and its file can be read back',
    async () => {
      const dump = (port: number): Promise<string> =>
        runClient('mysqldump', [
          '--host=127.0.0.1',
          `--port=${port}`,
          `--user=${database.user}`,
          '--skip-comments',
          'shop',
        ])
      const through = await dump(fixture.proxy.port)
      expect(through).toContain("(2,'zweite ä')")
      expect(through).toBe(await dump(database.port))
      const file = join(folder, 'dump.sql')
      await writeFile(file, through)
      await database.query('CREATE DATABASE restored')
      await runClient('mysql', [...address(), 'restored', '-e', `source ${file}`])
      expect(await database.query('SELECT COUNT(*) AS n FROM restored.item WHERE id <= 3')).toEqual([{ n: 3 }])
    },
  )

  test.skipIf(!has('mysqlslap', '--version'))('mysqlslap runs 30 clients over the pool of 5', async () => {
    const load = ['--auto-generate-sql', '--auto-generate-sql-load-type=mixed', '--number-of-queries=900']
    const output = await runClient('mysqlslap', [...address(), ...load, '--concurrency=30'])
    expect(output).toContain('Number of clients running queries: 30')
  })

  test.skipIf(!has('sysbench', '--version'))(
    'sysbench point-select, write-only and read-write go through without an error',
    async () => {
      const common = [
        ...['--db-driver=mysql', '--mysql-host=127.0.0.1', `--mysql-port=${fixture.proxy.port}`, '--mysql-db=shop'],
        ...[`--mysql-user=${database.user}`, `--mysql-password=${database.password}`, '--tables=2', '--table-size=200'],
        ...['--threads=16', '--events=320', '--time=0', '--db-ps-mode=disable', '--rand-type=uniform'],
      ]
      await runClient('sysbench', [...common, 'oltp_read_write', 'prepare'])
      for (const script of ['oltp_point_select', 'oltp_write_only', 'oltp_read_write']) {
        const output = await runClient('sysbench', [...common, '--mysql-ignore-errors=1213,1020', script, 'run'])
        expect(output).toMatch(/transactions:\s+3\d\d\s/)
        expect(output).toMatch(/reconnects:\s+0\s/)
      }
      await runClient('sysbench', [...common, 'oltp_read_write', 'cleanup'])
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
