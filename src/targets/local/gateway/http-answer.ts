/** An answer of the HTTP API, ready to be written. */
export interface HttpAnswer {
  status: number
  /** In order; a name may come more than once. */
  headers: [name: string, value: string][]
  body: Buffer
}

/** An answer of the gateway itself, in API Gateway's form: `{"message":"..."}`. */
export function answerMessage(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  }
}
