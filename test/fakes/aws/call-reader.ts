import { lambdaRoutes } from './lambda-paths.ts'
import { protocolOf } from './protocols/protocol-errors.ts'
import { findRoute } from './protocols/rest-json.ts'
import { nameS3Operation, permissionOf, readPlace } from './s3-operation.ts'
import type { FakeRequest } from './service.ts'

/** What a request asks for, read without the service's help. */
export interface Understood {
  operation: string
  action: string
  parameters: Record<string, string>
}

/** The operation, the permission that it needs and the plain values of its input. */
export function understandRequest(service: string, request: FakeRequest): Understood {
  const { operation, parameters } = readOperation(service, request)
  return { operation, action: nameAction(service, operation), parameters }
}

function readOperation(service: string, request: FakeRequest): Omit<Understood, 'action'> {
  const protocol = protocolOf(service)
  if (protocol === 's3') {
    const place = readPlace(request.headers.host ?? '', request.url.pathname)
    return { operation: nameS3Operation(request.method, place, request.url.searchParams), parameters: { ...place } }
  }
  if (protocol === 'rest-json') {
    const found = findRoute(lambdaRoutes, request.method, request.url)
    return { operation: found?.route.operation ?? '', parameters: found?.parameters ?? {} }
  }
  if (protocol === 'json') {
    const target = request.headers['x-amz-target'] ?? ''
    return { operation: target.slice(target.lastIndexOf('.') + 1), parameters: readPlainValues(request.body) }
  }
  const { Action = '', Version: _, ...parameters } = Object.fromEntries(new URLSearchParams(request.body.toString()))
  return { operation: Action, parameters }
}

function readPlainValues(body: Buffer): Record<string, string> {
  try {
    const input: unknown = JSON.parse(body.toString() || '{}')
    const plain = Object.entries(input ?? {}).filter(([, value]) => typeof value !== 'object')
    return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]))
  } catch {
    return {}
  }
}

function nameAction(service: string, operation: string): string {
  if (service === 's3') return `s3:${permissionOf(operation)}`
  if (service === 'lambda' && operation === 'Invoke') return 'lambda:InvokeFunction'
  return `${service === 'monitoring' ? 'cloudwatch' : service}:${operation}`
}
