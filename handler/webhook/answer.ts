import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

export type Answer = APIGatewayProxyStructuredResultV2

/** An answer in JSON that nothing keeps. */
export function answerJson(statusCode: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

/** An answer that is one sentence, in the form that API Gateway's own errors have. */
export function answerMessage(statusCode: number, message: string): Answer {
  return answerJson(statusCode, { message })
}
