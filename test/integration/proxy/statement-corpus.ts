import { typedPinning, typedRefusals, typedStatements } from './typed-statements.ts'

/**
 * SQL whose results must come through the proxy byte by byte: types, NULLs, errors, sizes, metadata, several results.
 * What only one of the servers understands is given to both: the other's refusal must come through as well.
 */
export function makeCorpus(): string[] {
  return [
    ...schema,
    ...expressions(),
    ...charsets(),
    ...sizes(),
    ...typedStatements,
    ...changes,
    ...queries,
    ...results,
    ...refused,
    ...diagnosed,
    ...mariadbOnly,
    ...mysqlOnly,
    ...typedPinning,
    ...last,
  ]
}

/** The statements of the corpus that a server answers with an error and nothing before it. */
export function listRefused(isMysql: boolean): string[] {
  return [...refused, ...typedRefusals, ...(isMysql ? mariadbOnly : mysqlOnly)]
}

const schema = [
  `CREATE TABLE typed (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, tiny TINYINT, small SMALLINT UNSIGNED ZEROFILL,
   medium MEDIUMINT, big BIGINT UNSIGNED, exact DECIMAL(30,10), single FLOAT, twice DOUBLE, bits BIT(17), day DATE,
   at DATETIME(6), stamp TIMESTAMP(3) NULL, clock TIME(2), year YEAR, fixed CHAR(5), text VARCHAR(300) COLLATE utf8mb4_bin,
   long_text LONGTEXT, bytes VARBINARY(300), blob_bytes LONGBLOB, kind ENUM('b','ä','😀'), many SET('x','y','z'),
   place POINT, document JSON, INDEX (small), UNIQUE (big))`,
  'CREATE VIEW looked AS SELECT id, tiny + 1 AS more, CONCAT(text, ?) AS nothing FROM typed'.replace('?', "'!'"),
  'CREATE TABLE child (id INT PRIMARY KEY, parent INT UNSIGNED NOT NULL, FOREIGN KEY (parent) REFERENCES typed (id))',
  `CREATE PROCEDURE several(IN n INT) BEGIN SELECT n; SELECT n + 1, 'two'; UPDATE typed SET tiny = n WHERE id = 1; END`,
  'CREATE FUNCTION twice_of(n INT) RETURNS INT DETERMINISTIC RETURN n * 2',
]

const values = [
  'NULL',
  '0',
  '-1',
  '127',
  '18446744073709551615',
  '1.5',
  '-0.000001',
  '1e308',
  '0.1 + 0.2',
  "''",
  "'a'",
  "'ä😀'",
  "X'00FF10'",
  "b'101'",
  'TRUE',
  "DATE '2024-02-29'",
  "TIMESTAMP '2024-02-29 23:59:59.999999'",
  "TIME '-838:59:59'",
  "'a\\0b'",
  "'it''s'",
  'CAST(\'{"a": [1, null]}\' AS CHAR)',
  "REPEAT('x', 250)",
  "REPEAT('x', 251)",
  'CAST(1 AS DECIMAL(65,30))',
]
const forms = [
  'SELECT $',
  'SELECT $ AS named',
  'SELECT $, NULL, $',
  'SELECT HEX($), LENGTH($)',
  'SELECT $ UNION ALL SELECT NULL',
  'SELECT COALESCE($, 1) IS NULL',
  'SELECT TO_BASE64($)',
]

function expressions(): string[] {
  return values.flatMap((value) => forms.map((form) => form.replaceAll('$', () => value)))
}

function charsets(): string[] {
  const names = ['utf8mb4', 'latin1', 'binary', 'utf8mb3', 'cp1251']
  const each = names.flatMap((name) => [
    `SET NAMES ${name}`,
    `SELECT 'äßж' AS text, '😀', _utf8mb4'ж'`,
    'SELECT @@character_set_results',
  ])
  return [...each, 'SET NAMES utf8mb4', "SELECT CONVERT('ä' USING latin1), CONVERT('ж' USING cp1251)"]
}

/** Around the lengths at which the protocol's integers grow. */
function sizes(): string[] {
  const lengths = [0, 1, 250, 251, 252, 65_535, 65_536, 70_000, 1_000_000]
  return lengths.flatMap((length) => [
    `SELECT REPEAT('x', ${length}) AS text`,
    `SELECT REPEAT('ä', ${length}), ${length}`,
  ])
}

const changes = [
  `INSERT INTO typed (tiny, small, medium, big, exact, single, twice, bits, day, at, stamp, clock, year, fixed, text, long_text,
   bytes, blob_bytes, kind, many, place, document) VALUES (-128, 7, -8388608, 18446744073709551615, -12345678901234567890.0123456789,
   1.5, -2.25e-300, b'10101010101010101', '0001-01-01', '9999-12-31 23:59:59.999999', '2024-01-01 00:00:00.001', '-12:34:56.78',
   1999, 'abc', 'ä😀', REPEAT('long', 1000), X'0001FF', X'DEADBEEF', 'ä', 'x,z', POINT(1, 2), '{"k": [true, null, "ä"]}')`,
  'INSERT INTO typed () VALUES (), (), ()',
  "INSERT INTO typed (tiny, text) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT 1, REPEAT('r', 200) FROM n",
  'UPDATE typed SET tiny = tiny',
  'UPDATE typed SET tiny = 5 WHERE id < 10',
  'UPDATE typed SET tiny = 5 WHERE id < 20',
  'DELETE FROM typed WHERE id = 3',
  'DELETE FROM typed WHERE id = 3',
  'REPLACE INTO child VALUES (1, 1)',
  'REPLACE INTO child VALUES (1, 2)',
  'INSERT INTO child VALUES (1, 1) ON DUPLICATE KEY UPDATE parent = 4',
  'INSERT INTO child VALUES (1, 1) ON DUPLICATE KEY UPDATE parent = 4',
  'INSERT INTO typed (id) VALUES (1000000)',
  'INSERT INTO typed () VALUES ()',
  'BEGIN',
  'INSERT INTO child VALUES (2, 1)',
  'SAVEPOINT here',
  'INSERT INTO child VALUES (3, 1)',
  'ROLLBACK TO here',
  'SELECT * FROM child',
  'COMMIT',
  'START TRANSACTION READ ONLY',
  'SELECT COUNT(*) FROM typed',
  'ROLLBACK',
  'ANALYZE TABLE child',
  'CHECKSUM TABLE child',
  'TRUNCATE child',
]

const queries = [
  'SELECT * FROM typed ORDER BY id',
  'SELECT * FROM typed WHERE id < 0',
  'SELECT * FROM looked ORDER BY id LIMIT 3',
  'SELECT t.*, t.id AS again FROM typed t LIMIT 2',
  'SELECT tiny, COUNT(*), SUM(small), AVG(big), GROUP_CONCAT(id ORDER BY id) FROM typed GROUP BY tiny WITH ROLLUP',
  'SELECT a.id FROM typed a LEFT JOIN typed b ON a.id = b.tiny WHERE b.id IS NULL ORDER BY 1',
  '(SELECT 1) UNION (SELECT 2) ORDER BY 1 DESC',
  'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT * FROM n',
  'SELECT ROW_NUMBER() OVER (ORDER BY id) FROM typed LIMIT 5',
  'SHOW TABLES',
  'SHOW COLUMNS FROM typed',
  'SHOW CREATE TABLE typed',
  'SHOW INDEX FROM child',
  "SHOW VARIABLES LIKE 'character_set_client'",
  'SHOW WARNINGS',
  'DESCRIBE child',
  'EXPLAIN SELECT * FROM child WHERE id = 1',
  'SELECT DATABASE(), USER() IS NULL, VERSION() IS NULL',
  'SELECT twice_of(21)',
  'DO SLEEP(0)',
  'SELECT 1 -- a comment',
  'SELECT /* inner */ 1',
  '  \n SELECT 1;',
  'SELECT `id` AS `we``ird` FROM typed LIMIT 1',
  'SELECT * FROM information_schema.SCHEMATA WHERE 1 = 0',
  'SELECT 1 INTO @seen',
  'SELECT @seen',
  'SET @a = 5, @b = @a + 1',
  'SELECT @a, @b',
]

const results = [
  'SELECT 1; SELECT 2',
  'CALL several(5)',
  'CALL several(6); SELECT 7',
  'SELECT 1; SELEC 2; SELECT 3',
  'INSERT INTO child VALUES (10, 1); SELECT LAST_INSERT_ID(); DELETE FROM child',
  'SELECT id FROM typed ORDER BY id; SELECT 1 WHERE 0; DO 0',
  'SET @x = 1; SELECT @x',
  'SELECT 1;;',
]

const refused = [
  ';',
  '',
  'SELEC 1',
  'TABLE_IS_NO_STATEMENT',
  'SELECT * FROM nowhere',
  'SELECT nothing FROM typed',
  'INSERT INTO child VALUES (1, 999999)',
  "INSERT INTO child VALUES ('x', 1)",
  'INSERT INTO child VALUES (NULL, 1)',
  'INSERT INTO child VALUES (50, 1), (50, 1)',
  'DROP TABLE nowhere',
  'CALL nowhere()',
  "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'mine'",
  'USE nowhere',
  'KILL QUERY 999999999',
  'SET no_such_variable = 1',
  "SET time_zone = 'Mars/Olympus'",
  'SELECT * FROM typed LIMIT -1',
]

/** What leaves warnings, and who asks for them. */
const diagnosed = [
  'SELECT nothing FROM typed',
  'SHOW WARNINGS',
  'SHOW ERRORS',
  'SELECT 1/0',
  "SELECT CAST('x' AS SIGNED)",
  'SHOW WARNINGS',
  'SHOW COUNT(*) WARNINGS',
  'DROP TABLE IF EXISTS nowhere',
  'SHOW WARNINGS',
  'SELECT (SELECT 1 UNION SELECT 2)',
  'COMMIT',
  'SET SESSION sql_mode = DEFAULT',
]

const mariadbOnly = [
  'INSERT INTO typed (tiny) VALUES (9) RETURNING id, tiny',
  'VALUES (1, 2), (3, 4)',
  "SELECT CAST('x' AS INT)",
]

const mysqlOnly = [
  'VALUES ROW(1, 2), ROW(3, 4)',
  "SELECT document->'$.k[2]', document->>'$.k[2]' FROM typed WHERE document IS NOT NULL",
  "SELECT CAST('[1, 2]' AS JSON)",
  'SELECT 1 MEMBER OF (CAST(JSON_ARRAY(1, 2) AS JSON))',
  'SELECT twin.n FROM child, LATERAL (SELECT child.id * 2 AS n) twin',
  'SELECT /*+ SET_VAR(sort_buffer_size = 65536) */ BIN_TO_UUID(UUID_TO_BIN(REPEAT(0, 32))), GROUPING(id) FROM child GROUP BY id WITH ROLLUP',
  "SELECT ANY_VALUE(id), REGEXP_LIKE('a', 'A' COLLATE utf8mb4_0900_as_cs) FROM child",
  'EXPLAIN FORMAT=TREE SELECT * FROM child WHERE id = 1',
]

const last = [
  "SET time_zone = '+05:30'",
  'SELECT FROM_UNIXTIME(0), @@time_zone',
  "SET SESSION sql_mode = 'ANSI_QUOTES'",
  'SELECT "id" FROM "typed" LIMIT 1',
  "SET SESSION sql_mode = ''",
  'SET autocommit = 0',
  'SELECT 1',
  'COMMIT',
  'SET autocommit = 1',
  'CREATE TEMPORARY TABLE mine (a INT)',
  'INSERT INTO mine VALUES (1), (2)',
  'SELECT * FROM mine',
  "PREPARE s FROM 'SELECT ? + 1'",
  'SET @n = 4',
  'EXECUTE s USING @n',
  'DEALLOCATE PREPARE s',
  "SELECT GET_LOCK('corpus', 0), RELEASE_LOCK('corpus')",
  'LOCK TABLES child READ',
  'SELECT * FROM child',
  'UNLOCK TABLES',
  'SELECT SQL_CALC_FOUND_ROWS id FROM typed LIMIT 1',
  'SELECT FOUND_ROWS()',
  'SELECT ROW_COUNT()',
]
