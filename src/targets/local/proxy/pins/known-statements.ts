import { Lexer } from '../sql/lexer.ts'

const firstWords = new Set(
  `ALTER ANALYZE BACKUP BEGIN BINLOG CACHE CALL CASE CHANGE CHECK CHECKSUM CLONE COMMIT CREATE DEALLOCATE DECLARE DELETE
DELIMITER DESC DESCRIBE DO DROP EXECUTE EXPLAIN FLUSH FOR GET GRANT HANDLER HELP IF IMPORT INSERT INSTALL KILL LOAD LOCK
LOOP OPTIMIZE PREPARE PURGE RELEASE RENAME REPAIR REPEAT REPLACE RESET RESIGNAL RESTART REVOKE ROLLBACK SAVEPOINT SELECT
SET SHOW SHUTDOWN SIGNAL START STOP TABLE TRUNCATE UNINSTALL UNLOCK UPDATE USE VALUES WHILE WITH XA`.split(/\s/),
)

/** Whether a statement (a character for each byte) begins as one of MySQL or MariaDB does, however it goes on. */
export function isKnownStatement(statement: string): boolean {
  const text = Buffer.from(statement, 'latin1')
  const lexer = new Lexer(text, { backslashEscapes: true, asciiTrailBytes: false, ansiQuotes: false })
  do lexer.next()
  while (lexer.isSymbol('('))
  return lexer.kind === 'executable-comment' || (lexer.kind === 'word' && firstWords.has(lexer.upperCase))
}
