import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Explanation } from './error-row.ts'

interface NetworkRow {
  /** Node's codes of system calls, of name resolution and of TLS; names of the SDK's own errors. */
  codes: RegExp
  explain: (host: string, env: AwsEnvironment) => Explanation
}

/** Undefined for an error that is not of the network. */
export function explainNetworkError(error: Error, env: AwsEnvironment): Explanation | undefined {
  const facts = findCode(error)
  if (!facts) return undefined
  const row = rows.find(({ codes }) => codes.test(facts.code))
  return row?.explain(facts.host ?? `AWS in ${env.region || 'the region'}`, env)
}

interface NetworkFacts {
  code: string
  host?: string
}

/** Several addresses of one host give an AggregateError, and the SDK may wrap what happened. */
function findCode(error: unknown, depth = 0): NetworkFacts | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  const { code, name, hostname, address, port, errors, cause } = error as Error & {
    code?: unknown
    hostname?: string
    address?: string
    port?: number
    errors?: unknown[]
  }
  const own = [code, name].find((each): each is string => rows.some(({ codes }) => codes.test(String(each))))
  const host = hostname ?? (address === undefined ? undefined : `${address}:${port ?? 443}`)
  if (own !== undefined) return { code: own, ...(host !== undefined && { host }) }
  return findCode(cause ?? errors?.[0], depth + 1)
}

const rows: readonly NetworkRow[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|EAI_NODATA)$/,
    explain: (host, env) => ({
      name: 'AwsNotFound',
      message: `The name of ${host} could not be resolved: there is no network, or AWS has no such region.`,
      nextSteps: [writeAwsCommand('sts get-caller-identity', env), 'aws configure get region'],
    }),
  },
  {
    codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/,
    explain: (host, env) => ({
      name: 'AwsNotReached',
      message: `Nobody answers at ${host}${tellEndpoint()}.`,
      nextSteps: [
        ...(process.env.AWS_ENDPOINT_URL ? (['unset AWS_ENDPOINT_URL'] as const) : ([] as const)),
        writeAwsCommand('sts get-caller-identity', env),
      ] as [string, ...string[]],
    }),
  },
  {
    codes: /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_CONNECT_TIMEOUT|TimeoutError)$/,
    explain: (host, env) => ({
      name: 'AwsTimedOut',
      message: `${host} did not answer in time.`,
      nextSteps: [writeAwsCommand('sts get-caller-identity', env), 'env | grep -i proxy'],
    }),
  },
  {
    codes: /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/,
    explain: (host, env) => ({
      name: 'AwsConnectionLost',
      message: `The connection to ${host} broke off.`,
      nextSteps: [env.command('status'), writeAwsCommand('sts get-caller-identity', env)],
    }),
  },
  {
    codes: /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH)/,
    explain: (host) => ({
      name: 'AwsNotTrusted',
      message: `The TLS certificate of ${host} is not trusted: something between you and AWS, such as a company's proxy, may answer in its place.`,
      nextSteps: [
        "export NODE_EXTRA_CA_CERTS=FILE  # the certificate authority of your company's proxy",
        'env | grep -i -e proxy -e AWS_CA_BUNDLE',
      ],
    }),
  },
]

function tellEndpoint(): string {
  return process.env.AWS_ENDPOINT_URL ? ' (AWS_ENDPOINT_URL names it)' : ''
}
