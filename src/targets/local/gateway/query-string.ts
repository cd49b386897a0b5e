import { decodePercent } from './percent-decoding.ts'

/**
 * queryStringParameters of payload format 2.0: names and values decoded (`+` is a space), values of the same name
 * joined with commas. Undefined when there are none: API Gateway leaves the field out then. Source: API Gateway
 * developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function parseQuery(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === '') return undefined
  const parameters = new Map<string, string>()
  for (const pair of rawQueryString.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeComponent(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decodeComponent(pair.slice(equals + 1))
    const before = parameters.get(name)
    parameters.set(name, before === undefined ? value : `${before},${value}`)
  }
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters)
}

function decodeComponent(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text)
}
