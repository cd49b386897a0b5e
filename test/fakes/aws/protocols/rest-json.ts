import { type FakeAnswer, type FakeService, FakeServiceError } from '../service.ts'
import { readJson } from './json.ts'
import type { Input, ServiceCall } from './operations.ts'
import { makeRequestId } from './request-id.ts'

/**
 * One operation on REST JSON (Lambda). `path` is matched against the whole path; its named groups and the query's
 * parameters are in `parameters`, decoded.
 */
export interface Route {
  operation: string
  method: string
  path: RegExp
  /** Returns the output, or a whole answer where headers or a body of another kind matter. */
  run(parameters: Record<string, string>, input: Input, call: ServiceCall): RestResult | Promise<RestResult>
}

export type RestResult = object | WholeAnswer

/** An answer that is sent as it is. */
export class WholeAnswer {
  readonly answer: FakeAnswer

  constructor(answer: FakeAnswer) {
    this.answer = answer
  }
}

/**
 * A service on REST JSON: method and path tell the operation.
 * Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function createRestJsonService(name: string, routes: readonly Route[]): FakeService {
  return {
    name,
    async answer(request, account) {
      const found = findRoute(routes, request.method, request.url)
      if (found === undefined) {
        throw new FakeServiceError('UnknownOperationException', `${request.method} ${request.url.pathname}`, 404)
      }
      const input = isJson(request.headers) ? readJson(request) : {}
      return answerRestJson(await found.route.run(found.parameters, input, { account, request }))
    },
  }
}

/** The route of a request, with the path's and the query's parameters. */
export function findRoute<Each extends Pick<Route, 'method' | 'path'>>(
  routes: readonly Each[],
  method: string,
  url: URL,
): { route: Each; parameters: Record<string, string> } | undefined {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(url.pathname) : null
    if (match === null) continue
    const fromPath = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')])
    return { route, parameters: { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(fromPath) } }
  }
  return undefined
}

/** An error as REST JSON writes it: its name in a header. */
export function answerRestJsonError({ code, message, status }: FakeServiceError): FakeAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': makeRequestId(),
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ Type: status < 500 ? 'User' : 'Server', Message: message, message }),
  }
}

function answerRestJson(result: RestResult): FakeAnswer {
  if (result instanceof WholeAnswer) return result.answer
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': makeRequestId() },
    body: JSON.stringify(result),
  }
}

function isJson(headers: Record<string, string>): boolean {
  return (headers['content-type'] ?? '').includes('json')
}
