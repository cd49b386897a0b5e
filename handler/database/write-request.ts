import type { Query } from './database.ts'
import { insertParts, planInsert } from './insert-request.ts'
import type { RequestRecord } from './request-record.ts'
import { createSchema, createTables, type Tables } from './tables.ts'

/**
 * Writes a request and returns its id; writing it again returns the same id and adds nothing. One statement when it
 * fits, else one transaction.
 */
export async function writeRequest(query: Query, tables: Tables, record: RequestRecord): Promise<number> {
  const insert = planInsert(tables, record)
  if (insert.divided.length === 0) return (await query(insert.row)).insertId
  return inTransaction(query, async () => {
    const { insertId } = await query(insert.row)
    for (const { field, content } of insert.divided) {
      for (const part of insertParts(tables, insertId, field, content)) await query(part)
    }
    return insertId
  })
}

/** Makes the tables, and the schema if it is the schema that is missing (a user need not be allowed to do that). */
export async function mendTables(query: Query, tables: Tables): Promise<void> {
  for (const create of createTables(tables)) {
    try {
      await query(create)
    } catch (error) {
      if (!isUnknownSchema(error)) throw error
      await query(createSchema(tables))
      await query(create)
    }
  }
}

function isUnknownSchema(error: unknown): boolean {
  return (error as { errno?: unknown } | undefined)?.errno === 1049
}

async function inTransaction<Result>(query: Query, work: () => Promise<Result>): Promise<Result> {
  await query('START TRANSACTION')
  try {
    const result = await work()
    await query('COMMIT')
    return result
  } catch (error) {
    await rollBack(query, error)
    throw error
  }
}

/** A connection that could not roll back is closed by its own error, and the server rolls back then. */
async function rollBack(query: Query, cause: unknown): Promise<void> {
  try {
    await query('ROLLBACK')
  } catch (error) {
    // The first error says what went wrong; this one only that the connection went with it.
    if (cause instanceof Error) cause.cause ??= error
  }
}
