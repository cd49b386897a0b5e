import type { Context } from 'aws-lambda'
import type { QueryAnswer, QueryRequest } from '../contract.ts'
import { connectProxy, openSession } from '../database/connect-proxy.ts'
import { nameTables } from '../database/tables.ts'
import { log } from '../log.ts'
import { readFromSecretsManager } from '../login/secrets-manager.ts'
import { readRemainingTime } from '../remaining-time.ts'
import { readProxyVariables, type Variables } from '../variables.ts'
import { answerQuery, type QueryParts } from './answer-query.ts'

/** Longest time that a login which is verified may take, in ms. */
const verifyTimeout = 10_000

/** Kept from one invocation to the next: the connection is in it. */
let parts: QueryParts | undefined

/** The query function: reads what was recorded. It is invoked by the command line, never by the public URL. */
export async function handler(request: QueryRequest, context: Context): Promise<QueryAnswer<QueryRequest>> {
  parts ??= prepare(process.env as Variables)
  return answerQuery(request, readRemainingTime(context), parts)
}

function prepare(variables: Variables): QueryParts {
  const proxy = readProxyVariables(variables)
  return {
    database: connectProxy(proxy),
    tables: nameTables(proxy.schema),
    log,
    readSecret: proxy.auth.kind === 'secret' ? readFromSecretsManager(proxy.auth.secretArn) : undefined,
    open: (login) => openSession(proxy, login, verifyTimeout),
  }
}
