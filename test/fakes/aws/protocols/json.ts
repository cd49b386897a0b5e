import { type FakeAnswer, type FakeRequest, type FakeService, FakeServiceError } from '../service.ts'
import type { Input, Operations } from './operations.ts'
import { makeRequestId } from './request-id.ts'

/**
 * A service on AWS JSON 1.0 or 1.1 (CloudWatch; Secrets Manager, Logs, Pricing): the operation is what follows the dot
 * in `X-Amz-Target`. Dates of the output are written as seconds since 1970, the protocol's default.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * @param name signing name
 */
export function createJsonService(name: string, version: '1.0' | '1.1', operations: Operations): FakeService {
  return {
    name,
    async answer(request, account) {
      const target = request.headers['x-amz-target'] ?? ''
      const operation = operations[target.slice(target.lastIndexOf('.') + 1)]
      if (operation === undefined) throw new FakeServiceError('UnknownOperationException', target)
      return answerJson(await operation(readJson(request), { account, request }), version)
    },
  }
}

/** The answer to a JSON request that went well. */
export function answerJson(output: object, version: '1.0' | '1.1'): FakeAnswer {
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': makeRequestId() },
    body: writeJson(output),
  }
}

/** An error as AWS JSON writes it: its name in `__type`. */
export function answerJsonError({ code, message, status }: FakeServiceError): FakeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': makeRequestId() },
    body: JSON.stringify({ __type: code, message, Message: message }),
  }
}

/** The body as an object; an empty one is an empty input. @throws FakeServiceError for anything else */
export function readJson(request: FakeRequest): Input {
  const text = request.body.toString('utf8')
  if (text === '') return {}
  try {
    return JSON.parse(text) as Input
  } catch {
    throw new FakeServiceError('SerializationException', 'The body is not JSON.')
  }
}

/** Dates as seconds since 1970, with milliseconds as a fraction. */
export function writeJson(output: object): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, key, value) {
    const original = this[key]
    return original instanceof Date ? original.getTime() / 1000 : value
  })
}
