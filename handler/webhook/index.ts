import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { connectProxy } from '../database/connect-proxy.ts'
import { nameTables } from '../database/tables.ts'
import { log } from '../log.ts'
import { readRemainingTime } from '../remaining-time.ts'
import { readProxyVariables, type Variables } from '../variables.ts'
import type { Answer } from './answer.ts'
import { answerError } from './answer-error.ts'
import { handleRequest, type WebhookParts } from './webhook.ts'

/** Kept from one invocation to the next: the connection is in it. */
let parts: WebhookParts | undefined

/** The webhook function: any request to the HTTP API (payload format 2.0) becomes a row. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<Answer> {
  try {
    parts ??= prepare(process.env as Variables)
  } catch (error) {
    return answerError(error, event.requestContext.requestId, log)
  }
  return handleRequest(event, readRemainingTime(context), parts)
}

function prepare(variables: Variables): WebhookParts {
  const proxy = readProxyVariables(variables)
  return {
    database: connectProxy(proxy),
    tables: nameTables(proxy.schema),
    publicPage: variables.PUBLIC_PAGE === 'true',
    log,
  }
}
