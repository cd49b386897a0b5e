/** Statements about what the types of SQL can hold at their edges. */

const everyByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('')

const tables = [
  `CREATE TABLE numbers (bit_1 BIT(1), bit_64 BIT(64), yes BOOL, tiny TINYINT UNSIGNED, small SMALLINT, medium MEDIUMINT UNSIGNED,
   plain INT, big BIGINT, whole DECIMAL(65,0), fraction DECIMAL(30,30), filled DECIMAL(10,2) UNSIGNED ZEROFILL,
   filled_int INT(11) UNSIGNED ZEROFILL, single FLOAT, twice DOUBLE)`,
  `CREATE TABLE times (year YEAR, day DATE, time_0 TIME, time_6 TIME(6), at_0 DATETIME, at_6 DATETIME(6),
   stamp_0 TIMESTAMP NULL, stamp_6 TIMESTAMP(6) NULL)`,
  `CREATE TABLE texts (latin CHAR(10) CHARACTER SET latin1, exact CHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
   wide VARCHAR(10) CHARACTER SET ucs2, russian VARCHAR(10) CHARACTER SET koi8r, chinese VARCHAR(10) CHARACTER SET gbk,
   tiny_text TINYTEXT, medium_text MEDIUMTEXT, fixed_bytes BINARY(5), some_bytes VARBINARY(5), tiny_blob TINYBLOB,
   plain_blob BLOB, medium_blob MEDIUMBLOB, long_blob LONGBLOB, one ENUM('b','ä',''), many SET('x','y','ж'))`,
  'CREATE TABLE places (any_place GEOMETRY, line LINESTRING, area POLYGON, spots MULTIPOINT, all_of_it GEOMETRYCOLLECTION)',
  'CREATE TABLE documents (id INT PRIMARY KEY, document JSON)',
  'CREATE VIEW checked AS SELECT plain FROM numbers WHERE plain < 10 WITH CHECK OPTION',
  'CREATE PROCEDURE counting(INOUT n INT, OUT m INT) BEGIN SET m = n * 2, n = n + 1; SELECT n; END',
  "CREATE PROCEDURE failing_late() BEGIN SELECT 'before'; SELECT * FROM nowhere; END",
  'CREATE PROCEDURE reading() BEGIN DECLARE v INT; DECLARE c CURSOR FOR SELECT 1 UNION SELECT 2; OPEN c; FETCH c INTO v; SELECT v; CLOSE c; END',
  'CREATE PROCEDURE fetching_unopened() BEGIN DECLARE v INT; DECLARE c CURSOR FOR SELECT 1; FETCH c INTO v; END',
  'CREATE PROCEDURE matching_nothing() BEGIN CASE 1 WHEN 2 THEN SELECT 2; END CASE; END',
  "CREATE PROCEDURE warning_twice() BEGIN DO 1/0; DO CAST('x' AS SIGNED); SIGNAL SQLSTATE '01234' SET MESSAGE_TEXT = 'mine ä'; END",
  'CREATE FUNCTION giving(a INT) RETURNS INT DETERMINISTIC BEGIN IF a THEN RETURN 1; END IF; END',
]

/** What strict mode refuses is kept in other forms; what is left out is told in warnings. */
const rows = [
  "SET SESSION sql_mode = ''",
  `INSERT INTO numbers VALUES (b'0', 0, FALSE, 0, -32768, 0, -2147483648, -9223372036854775808, -${'9'.repeat(65)}, -0.${'9'.repeat(30)},
   0, 0, -3.402823466E+38, -1.7976931348623157E+308)`,
  `INSERT INTO numbers VALUES (b'1', 18446744073709551615, TRUE, 255, 32767, 16777215, 2147483647, 9223372036854775807, ${'9'.repeat(65)},
   0.${'0'.repeat(29)}1, 99999999.99, 4294967295, 1.175494351E-38, 2.2250738585072014E-308)`,
  'INSERT INTO numbers (tiny, small, filled, whole) VALUES (-1, 40000, -5, 1e70)',
  'INSERT INTO numbers () VALUES ()',
  "INSERT INTO times VALUES (0, '0000-00-00', '-838:59:59', '-00:00:00.000001', '0000-00-00', '0000-00-00', '0000-00-00', 0)",
  "INSERT INTO times VALUES (1901, '2024-00-00', '838:59:59', '838:59:59.999999', '2024-02-00 01:02:03', '1000-01-01 00:00:00.000001', '1970-01-01 00:00:01', '2038-01-19 03:14:07.999999')",
  "INSERT INTO times VALUES ('69', '9999-12-31', '-00:00:01', '00:00:00', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999999', '2024-02-29', '2024-02-29 23:59:59.5')",
  "INSERT INTO times VALUES (2155, '2024-02-30', '99:99:99', 'x', 'y', '2023-02-29', '1969-01-01', '2040-01-01')",
  'INSERT INTO times (day) VALUES (NULL)',
  `INSERT INTO texts VALUES ('äöü', 'a ', 'жя', 'Привет', '你好', REPEAT('t', 255), REPEAT('m', 70000), 'ab', X'00FF', X'${everyByte.slice(0, 510)}',
   X'${everyByte}', REPEAT(X'${everyByte}', 300), X'${everyByte}', 'ä', 'x,y,ж')`,
  "INSERT INTO texts (latin, wide, tiny_text, one, many) VALUES ('ж', '🎉', REPEAT('t', 300), 'none', 'x,none')",
  "INSERT INTO texts (latin, exact, tiny_blob, one, many) VALUES ('', '', '', '', '')",
  'INSERT INTO texts () VALUES ()',
  `INSERT INTO places VALUES (ST_GeomFromText('POINT(-0.5 1e100)'), ST_GeomFromText('LINESTRING(0 0,1 1,2 -1)'),
   ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 2,1 1))'), ST_GeomFromText('MULTIPOINT(0 0,1 1)'),
   ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))'))`,
  'INSERT INTO places () VALUES ()',
  `INSERT INTO documents VALUES (1, '{"ä": [null, true, -1.5e10, "\\\\u00e4🎉", {}, []]}'), (2, '"text"'), (3, 'null'), (4, NULL), (5, '[[[[1]]]]')`,
  'SET SESSION sql_mode = DEFAULT',
]

/** Questions that can be asked as text and prepared. */
export const typedQueries: readonly string[] = [
  'SELECT * FROM numbers',
  'SELECT bit_1 + 0, bit_64 + 0, HEX(bit_64), SUM(whole), AVG(fraction), MAX(big), MIN(twice), STD(small) FROM numbers GROUP BY 1, 2, 3',
  'SELECT -plain, plain DIV 7, plain % 7, plain / 7, big & 255, ~tiny, whole * 1.5, fraction - 1 FROM numbers WHERE plain < 0',
  'SELECT * FROM times',
  'SELECT year + 0, day + 0, time_6 + 0, at_6 + 0, stamp_6 + 0 FROM times',
  "SELECT DATE_FORMAT(at_6, '%W %e. %M %Y %f'), TIME_TO_SEC(time_0), TIMEDIFF(at_0, at_6), MAKETIME(-1, 2, 3.5), LAST_DAY(day) FROM times",
  'SELECT MIN(day), MAX(time_6), MAX(year) FROM times',
  'SELECT * FROM texts',
  'SELECT one + 0, many + 0, HEX(latin), HEX(wide), HEX(exact), CHAR_LENGTH(chinese), LENGTH(chinese) FROM texts',
  'SELECT HEX(plain_blob), plain_blob = long_blob, SHA2(medium_blob, 256), LENGTH(tiny_blob) FROM texts',
  'SELECT * FROM places',
  'SELECT ST_AsText(any_place), ST_AsBinary(line), ST_AsText(area), ST_GeometryType(spots), ST_AsText(all_of_it), ST_Area(area) FROM places',
  'SELECT * FROM documents',
  "SELECT id, JSON_EXTRACT(document, '$[0]'), JSON_TYPE(document), JSON_UNQUOTE(document), JSON_LENGTH(document) FROM documents",
  "SELECT JSON_OBJECT('a', 1, 'b', NULL), JSON_ARRAY(1, 'ä', TRUE, 1.50), JSON_ARRAYAGG(id) FROM documents",
  "SELECT 'a' = 'A', 'a' = 'A' COLLATE utf8mb4_bin, 'ß' = 'ss' COLLATE utf8mb4_unicode_ci, _latin1 X'E4' COLLATE latin1_german2_ci",
  "SELECT CAST('a' AS BINARY), CAST('1.5' AS DECIMAL(5,3)), CAST(-1 AS UNSIGNED), CAST('12:13' AS TIME(3)), CAST(NULL AS DATE), CAST(20240229 AS DATETIME)",
  'SELECT 1 AS ``, 2 AS `ä b`, 3 AS `with``tick`',
  "SELECT NULL, NULL + 1, NULL UNION SELECT 1, 2.5, 'x'",
  'SELECT * FROM (SELECT 1 AS a, NULL AS b) AS one LEFT JOIN (SELECT 2 AS c) AS two ON one.a = two.c',
  'SELECT EXISTS (SELECT 1), NOT 1, 1 <=> NULL, 5 IN (1, 5), 2 BETWEEN 1 AND 3, 1 XOR 1',
  "SELECT GROUP_CONCAT(DISTINCT one ORDER BY one DESC SEPARATOR '/') FROM texts",
  "SHOW COLLATION LIKE 'utf8mb4_g%'",
  "SHOW CHARACTER SET LIKE 'latin%'",
  'SHOW FULL COLUMNS FROM texts',
  'SHOW CREATE TABLE times',
  'SHOW CREATE VIEW checked',
  `SELECT ${Array.from({ length: 1_000 }, (_, index) => `${index} AS c${index}`).join(', ')}`,
]

const charsets = ['latin1', 'cp1251', 'gbk', 'binary', 'utf8mb4'].flatMap((name) => [
  `SET NAMES ${name}`,
  'SELECT latin, exact, wide, russian, chinese, one, many FROM texts',
  `SELECT X'${everyByte}', 'plain', '\\'', "\\\\"`,
])

const warned = [
  "SELECT CAST('12x' AS SIGNED), '3y' + 0, 1/0, CAST('2024-02-30' AS DATE)",
  'SHOW WARNINGS',
  "INSERT IGNORE INTO documents (id) VALUES (1), (1), ('7x')",
  'SHOW WARNINGS LIMIT 2',
  'UPDATE IGNORE documents SET id = 2 WHERE id = 3',
  'SHOW WARNINGS',
  "INSERT IGNORE INTO numbers (tiny) VALUES (300), ('x'), (NULL)",
  'SHOW COUNT(*) WARNINGS',
  `SELECT ${Array.from({ length: 70 }, () => "0 + 'x'").join(', ')}`,
  'SHOW COUNT(*) WARNINGS',
  'SHOW WARNINGS',
  "SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = 'no error'",
  'SHOW WARNINGS',
  'CALL warning_twice()',
  'SHOW WARNINGS',
  'DROP TABLE IF EXISTS nowhere, nothing',
  'SHOW WARNINGS',
]

const severalResults = [
  'CALL reading()',
  'CALL failing_late()',
  'SHOW ERRORS',
  'SELECT ~0 + 1',
  'CALL reading(); CALL failing_late(); SELECT 1',
  'INSERT INTO documents VALUES (20, NULL); INSERT INTO documents VALUES (20, NULL); SELECT 1',
  'SELECT 1; SELECT 2 FROM nowhere',
  "DO 0; DO 1/0; SELECT 'last'",
]

/** An error for each class of SQLSTATE that a session can come to. */
export const typedErrors: readonly string[] = [
  "SIGNAL SQLSTATE '02000'",
  "SIGNAL SQLSTATE '08006' SET MESSAGE_TEXT = 'x'",
  'RESIGNAL',
  'CALL matching_nothing()',
  'SELECT (SELECT 1, 2)',
  'INSERT INTO documents VALUES (1)',
  "INSERT INTO texts (latin) VALUES (REPEAT('x', 11))",
  'INSERT INTO numbers (tiny) VALUES (256)',
  "INSERT INTO times (day) VALUES ('nonsense')",
  "INSERT INTO documents VALUES (30, '{')",
  'INSERT INTO numbers (twice) VALUES (1/0)',
  'INSERT INTO documents VALUES (1, NULL)',
  'CALL fetching_unopened()',
  "SIGNAL SQLSTATE '40001' SET MESSAGE_TEXT = 'like a deadlock', MYSQL_ERRNO = 1213",
  'CREATE TABLE documents (id INT)',
  'ALTER TABLE documents ADD id INT',
  'ALTER TABLE documents DROP nothing',
  "SELECT _latin1'a' COLLATE utf8mb4_bin",
  'INSERT INTO checked VALUES (11)',
  'KILL QUERY CONNECTION_ID()',
  "XA COMMIT 'nowhere'",
  "SIGNAL SQLSTATE '77777' SET MESSAGE_TEXT = 'ä🎉', MYSQL_ERRNO = 30000",
  "SIGNAL SQLSTATE 'ZZZZZ'",
]

const inReadOnly = 'DELETE FROM documents WHERE id = 5'

const neverReturning = 'SET @v = giving(0)'

/** What pins the session, and so comes last. */
export const typedPinning: readonly string[] = [neverReturning, 'SET @n = 4; CALL counting(@n, @m); SELECT @n, @m']

/** All others of them, in an order in which they can be run. */
export const typedStatements: readonly string[] = [
  ...tables,
  ...rows,
  ...typedQueries,
  ...charsets,
  ...warned,
  ...severalResults,
  ...typedErrors,
  ...['START TRANSACTION READ ONLY', inReadOnly, 'ROLLBACK'],
]

/** Those of them that a server answers with an error and nothing before it. */
export const typedRefusals: readonly string[] = [...typedErrors, inReadOnly, neverReturning]
