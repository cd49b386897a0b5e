import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mariadb from 'mariadb'
import { createPool } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { listPins, type ProxyFixture, startFixture } from './proxy-fixture.ts'

const run = promisify(execFile)

function has(program: string, ...check: string[]): boolean {
  try {
    execFileSync(program, check, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Each client sets its session up in the way its own manual shows, and prints what it finds after others had a turn. */
const question = 'SELECT @@time_zone, @@sql_mode, @@autocommit + 0, @@character_set_client, DATABASE()'
const answer = ['+03:00', 'STRICT_ALL_TABLES', '0', 'utf8mb4', 'shop']
const pause = 'SELECT SLEEP(0.05)'

const python = `
import os, pymysql
e = os.environ
c = pymysql.connect(host='127.0.0.1', port=int(e['CLIENT_PORT']), user=e['CLIENT_USER'], password=e['MYSQL_PWD'], database='shop',
                    charset='utf8mb4', sql_mode='STRICT_ALL_TABLES', init_command="SET time_zone = '+03:00'", autocommit=False,
                    ssl={'ca': e['CLIENT_CA']})
k = c.cursor()
k.execute('${pause}'); k.fetchall(); c.commit()
k.execute('${question}'); print(*k.fetchone(), sep='|')
`

const perl = `
use DBI; use strict;
my $c = DBI->connect("DBI:mysql:database=shop;host=127.0.0.1;port=$ENV{CLIENT_PORT};mysql_ssl=1;mysql_ssl_optional=1;mysql_ssl_ca_file=$ENV{CLIENT_CA}",
  $ENV{CLIENT_USER}, $ENV{MYSQL_PWD}, { RaiseError => 1, AutoCommit => 0, mysql_enable_utf8mb4 => 1, mysql_auto_reconnect => 0,
    mysql_init_command => "SET time_zone = '+03:00', sql_mode = 'STRICT_ALL_TABLES'" });
$c->selectall_arrayref('${pause}'); $c->commit;
print join('|', $c->selectrow_array('${question}')), "\n"; $c->disconnect;
`

const mysqli = `
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$c = mysqli_init(); $c->ssl_set(null, null, getenv('CLIENT_CA'), null, null);
$c->options(MYSQLI_INIT_COMMAND, "SET time_zone = '+03:00', SESSION sql_mode = 'STRICT_ALL_TABLES'");
$c->real_connect('127.0.0.1', getenv('CLIENT_USER'), getenv('MYSQL_PWD'), 'shop', (int) getenv('CLIENT_PORT'), null, MYSQLI_CLIENT_SSL);
$c->set_charset('utf8mb4'); $c->autocommit(false);
$c->query('${pause}'); $c->commit();
echo implode('|', $c->query('${question}')->fetch_row()), "\n";
`

const connectPdo = (options: string): string => `new PDO('mysql:host=127.0.0.1;port=' . getenv('CLIENT_PORT') .
  ';dbname=shop;charset=utf8mb4', getenv('CLIENT_USER'), getenv('MYSQL_PWD'), [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
  PDO::MYSQL_ATTR_SSL_CA => getenv('CLIENT_CA'), ${options}])`

const pdo = `
$c = ${connectPdo(`PDO::ATTR_AUTOCOMMIT => false,
  PDO::MYSQL_ATTR_INIT_COMMAND => "SET time_zone = '+03:00', sql_mode = 'STRICT_ALL_TABLES'"`)};
$c->query('${pause}')->fetchAll(); $c->exec('COMMIT');
echo implode('|', $c->query('${question}')->fetch(PDO::FETCH_NUM)), "\n";
`

const commandLine = [
  ...['--batch', '--skip-column-names', '--default-character-set=utf8mb4', 'shop'],
  ...["--init-command=SET time_zone = '+03:00', sql_mode = 'STRICT_ALL_TABLES', autocommit = 0", '-e'],
  `DO SLEEP(0.05); COMMIT; ${question.replace('SELECT ', "SELECT CONCAT_WS('|', ")})`,
]

const hasMysqli = has('php', '-r', 'exit(function_exists("mysqli_init") ? 0 : 1);')
const hasPdo = has('php', '-r', 'exit(extension_loaded("pdo_mysql") ? 0 : 1);')

await forEachServer('client-sessions', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  let folder: string
  let ca: string
  let others: Promise<unknown>[] = []
  let ending = false

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50))')
    // By caching_sha2_password, which is what RDS Proxy asks for unless told otherwise.
    fixture = await startFixture(database, { maxConnections: 3 })
    folder = await mkdtemp(join(tmpdir(), 'client-sessions-'))
    ca = join(folder, 'ca.pem')
    await writeFile(ca, fixture.ca)
    others = Array.from({ length: 3 }, (_, index) => keepBusy(index))
  })

  afterAll(async () => {
    ending = true
    await Promise.all(others)
    await fixture?.stop()
    await database?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  /** A client with other settings than those that are asked for, which uses whatever connection is free. */
  async function keepBusy(index: number): Promise<void> {
    const client = await fixture.connect()
    await client.query(`SET time_zone = '-0${index + 1}:00', sql_mode = ''`)
    while (!ending) await client.query('DO SLEEP(0.01)').catch(() => undefined)
    await client.end()
  }

  async function runClient(program: string, args: string[]): Promise<string> {
    const { user, password } = database
    const own = { MYSQL_PWD: password, CLIENT_USER: user, CLIENT_PORT: String(fixture.proxy.port), CLIENT_CA: ca }
    const { stdout } = await run(program, args, { env: { ...process.env, ...own, LC_ALL: 'C.UTF-8' } })
    return stdout.trim()
  }

  const login = () => ({
    ...{ host: '127.0.0.1', port: fixture.proxy.port, user: database.user, password: database.password },
    ...{ database: 'shop', ssl: { ca: fixture.ca } },
  })

  async function expectFollowed(ask: () => Promise<string>, expected = answer): Promise<void> {
    let seen = ''
    const pins = await listPins(fixture, async () => {
      seen = await ask()
    })
    expect(seen.split('|')).toEqual(expected)
    expect(pins).toEqual([])
  }

  const address = () => ['--host=127.0.0.1', `--port=${fixture.proxy.port}`, `--user=${database.user}`]
  const programs: [name: string, isThere: boolean, program: string, args: () => string[]][] = [
    ['PyMySQL', has('python3', '-c', 'import pymysql'), 'python3', () => ['-c', python]],
    ['Perl DBI', has('perl', '-MDBD::mysql', '-e', '1'), 'perl', () => ['-e', perl]],
    ['PHP mysqli', hasMysqli, 'php', () => ['-r', mysqli]],
    ['PHP PDO', hasPdo, 'php', () => ['-r', pdo]],
    ['the command line', has('mysql', '--version'), 'mysql', () => [...address(), `--ssl-ca=${ca}`, ...commandLine]],
  ]
  for (const [name, isThere, program, args] of programs) {
    test.skipIf(!isThere)(`${name} sets its session up without pinning, and keeps it on any connection`, () =>
      expectFollowed(() => runClient(program, args())),
    )
  }

  test('the npm client mariadb sets its session up without pinning, and keeps it on any connection', () =>
    expectFollowed(async () => {
      const connection = await mariadb.createConnection({
        ...{ ...login(), timezone: '+03:00', charset: 'utf8mb4', rowsAsArray: true },
        sessionVariables: { sql_mode: 'STRICT_ALL_TABLES', autocommit: 0 },
      })
      await connection.query(pause)
      await connection.commit()
      const [row] = await connection.query<unknown[][]>(question)
      await connection.end()
      return (row as unknown[]).join('|')
    }))

  test('mysql2 as a pool over TLS keeps each session on any connection; execute pins, query does not', async () => {
    const pool = createPool({ ...login(), connectionLimit: 4, charset: 'utf8mb4' })
    pool.on('connection', (connection) => {
      connection.query("SET time_zone = '+03:00', sql_mode = 'STRICT_ALL_TABLES'")
    })
    const ask = async () => {
      const [rows] = await pool.query({ sql: question, rowsAsArray: true })
      return (rows as unknown as unknown[][])[0]?.join('|') ?? ''
    }
    await Promise.all(Array.from({ length: 12 }, () => expectFollowed(ask, answer.with(2, '1'))))
    const pins = await listPins(fixture, async () => {
      const [rows] = await pool.execute('SELECT ? + 1 AS n', [41])
      expect(rows).toEqual([{ n: 42 }])
    })
    expect(pins).toEqual(['prepared-statement'])
    await pool.end()
  })

  const emulated = `
$c = ${connectPdo('PDO::ATTR_EMULATE_PREPARES => true')};
$s = $c->prepare('INSERT INTO item (text) VALUES (:text)'); $s->execute(['text' => "it's ä"]);
$id = $c->lastInsertId();
$s = $c->prepare('SELECT text FROM item WHERE id = ?'); $s->execute([$id]); echo $s->fetchColumn(), '|';
$c->setAttribute(PDO::MYSQL_ATTR_USE_BUFFERED_QUERY, false);
$s = $c->query('SELECT 1 UNION SELECT 2'); foreach ($s as $row) echo $row[0]; $s->closeCursor(); echo '|';
$s = $c->query('SELECT 3; SELECT 4'); do { echo $s->fetchColumn(); } while ($s->nextRowset());
`
  test.skipIf(!hasPdo)('PHP PDO with emulated prepares does not pin', async () => {
    const pins = await listPins(fixture, async () => {
      expect(await runClient('php', ['-r', emulated])).toBe("it's ä|12|34")
    })
    expect(pins).toEqual([])
  })

  /** How many clients came to the proxy meanwhile, beside those that were there. */
  async function countClients(work: () => Promise<void>): Promise<number> {
    const before = fixture.proxy.status().totals.clientConnectionsReceived
    await work()
    return fixture.proxy.status().totals.clientConnectionsReceived - before
  }

  const persistentPdo = `
$a = ${connectPdo('PDO::ATTR_PERSISTENT => true')}; $a->exec("SET time_zone = '+04:00'"); $a = null;
$b = ${connectPdo('PDO::ATTR_PERSISTENT => true')}; echo $b->query('SELECT @@time_zone')->fetchColumn();
`
  test.skipIf(!hasPdo)('PHP PDO takes up its persistent connection as it left it', async () => {
    const clients = await countClients(async () => {
      const pins = await listPins(fixture, async () => {
        expect(await runClient('php', ['-r', persistentPdo])).toBe('+04:00')
      })
      expect(pins).toEqual([])
    })
    expect(clients).toBe(1)
  })

  const persistentMysqli = `
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
function open() { $c = mysqli_init(); $c->ssl_set(null, null, getenv('CLIENT_CA'), null, null);
  $c->real_connect('p:127.0.0.1', getenv('CLIENT_USER'), getenv('MYSQL_PWD'), 'shop', (int) getenv('CLIENT_PORT'), null, MYSQLI_CLIENT_SSL);
  return $c; }
$c = open(); $c->query("SET time_zone = '+04:00'"); $c->query('SET @a = 1'); $c->close();
$c = open(); echo implode('|', $c->query('SELECT @@time_zone, @a IS NULL, DATABASE()')->fetch_row());
`
  test.skipIf(!hasMysqli)('PHP mysqli begins anew on its persistent connection, by COM_CHANGE_USER', async () => {
    const clients = await countClients(async () => {
      const pins = await listPins(fixture, async () => {
        expect(await runClient('php', ['-r', persistentMysqli])).toBe('+00:00|1|shop')
      })
      expect(pins).toEqual(['user-variable'])
    })
    expect(clients).toBe(1)
    expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(0)
  })
})
