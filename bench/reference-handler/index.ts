import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'

/**
 * The webhook as the architecture's usual example has it, for comparison only; it is never shipped. Known faults,
 * kept because they are what is measured:
 * - two new connections and four statements for each request, two of which create what is there already;
 * - the secret is read again for each request;
 * - every request is answered with a page of all rows, however many there are;
 * - a path longer than 20 characters is an error, which ends as a bare 500;
 * - a request that is sent twice is recorded twice.
 * Not kept: SQL and HTML built from the path. Escaping costs next to nothing, so it does not bend the comparison.
 */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.rawPath === '/favicon.ico') return { statusCode: 404 }
  const database = process.env.DATABASE_NAME ?? 'webhook'
  await useConnection(undefined, (connection) => connection.query('CREATE DATABASE IF NOT EXISTS ??', [database]))
  const rows = await useConnection(database, (connection) => recordAndList(connection, event.rawPath))
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: renderPage(rows) }
}

async function recordAndList(connection: Connection, path: string): Promise<RowDataPacket[]> {
  await connection.query(
    'CREATE TABLE IF NOT EXISTS visits (id INT NOT NULL AUTO_INCREMENT, url VARCHAR(20), PRIMARY KEY (id))',
  )
  await connection.query('INSERT INTO visits (url) VALUES (?)', [path])
  const [rows] = await connection.query<RowDataPacket[]>('SELECT id, url FROM visits')
  return rows
}

async function useConnection<Result>(
  database: string | undefined,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { username, password } = await readSecret()
  const connection = await createConnection({
    host: process.env.DATABASE_HOST ?? '',
    port: Number(process.env.DATABASE_PORT),
    user: username,
    password,
    ssl: {},
    ...(database !== undefined && { database }),
  })
  try {
    return await work(connection)
  } finally {
    await connection.end()
  }
}

async function readSecret(): Promise<{ username: string; password: string }> {
  const answer = await new SecretsManagerClient().send(
    new GetSecretValueCommand({ SecretId: process.env.DATABASE_SECRET_ARN }),
  )
  return JSON.parse(answer.SecretString ?? '{}')
}

function renderPage(rows: readonly RowDataPacket[]): string {
  const lines = rows.map(({ id, url }) => `<tr><td>${id}</td><td>${escapeHtml(String(url))}</td></tr>`)
  return `<html><body><table><tr><th>id</th><th>url</th></tr>${lines.join('')}</table></body></html>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
