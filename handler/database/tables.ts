import { fragment, identifier, type Literal, statement } from './statement.ts'

/** Names of the tables, qualified: no schema is chosen on the connection, so that it need not exist to connect. */
export interface Tables {
  schema: Literal
  requests: Literal
  /** What of a request does not fit into one statement, cut into parts. */
  parts: Literal
}

/** The tables in a schema, `webhook` unless told otherwise. */
export function nameTables(schema = 'webhook'): Tables {
  return {
    schema: identifier(schema),
    requests: fragment`${identifier(schema)}.${identifier('requests')}`,
    parts: fragment`${identifier(schema)}.${identifier('request_parts')}`,
  }
}

/** Longest path that is recorded, in characters (code points), as the column has it. */
export const longestPath = 2_048

/** Creates the schema. Needs the CREATE privilege on it. */
export function createSchema(tables: Tables): string {
  return statement`CREATE DATABASE IF NOT EXISTS ${tables.schema} CHARACTER SET utf8mb4`
}

/**
 * Creates both tables. Text compares byte by byte (request ids differ in case). A field that is NULL is in the table
 * of parts; TEXT columns never cut anything off, because a statement is shorter than what they hold.
 */
export function createTables(tables: Tables): string[] {
  return [
    statement`CREATE TABLE IF NOT EXISTS ${tables.requests} (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  received_at DATETIME(3) NOT NULL COMMENT 'UTC',
  method TEXT NOT NULL,
  path VARCHAR(2048) NOT NULL,
  query TEXT COMMENT 'NULL: see request_parts',
  headers TEXT COMMENT 'JSON; NULL: see request_parts',
  body LONGBLOB COMMENT 'NULL: see request_parts',
  body_bytes INT UNSIGNED NOT NULL,
  source_ip TEXT NOT NULL,
  request_id VARCHAR(255) NOT NULL,
  user_agent TEXT COMMENT 'NULL: see request_parts',
  UNIQUE KEY request_id (request_id),
  KEY received_at (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    statement`CREATE TABLE IF NOT EXISTS ${tables.parts} (
  request BIGINT UNSIGNED NOT NULL,
  field VARCHAR(16) NOT NULL,
  seq INT UNSIGNED NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (request, field, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin COMMENT 'what did not fit into one statement of 16 KB'`,
  ]
}
