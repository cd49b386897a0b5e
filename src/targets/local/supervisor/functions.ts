import { builtPath } from '../../../package-folder.ts'
import type { LocalSettings } from '../../../settings/settings.ts'
import type { LambdaFunction } from '../lambda/function.ts'
import { startFunction } from '../lambda/function.ts'
import type { LogFile } from '../log-file.ts'
import { LOCAL_ACCOUNT, LOCAL_REGION } from './identity.ts'

/** HTTP APIs give up after 30 s: a function that may run longer could record a request it never answers. */
const WEBHOOK_TIMEOUT_MS = 29_000
const MEMORY_MB = 256

export type FunctionName = 'webhook' | 'query' | 'rotation'
export type Functions = Record<FunctionName, LambdaFunction>

export interface FunctionSurroundings {
  settings: LocalSettings
  /** Proxy's port and the certificate authority that signed its certificate. */
  proxy: { port: number; caFile: string }
  /** The instance's own address, for the rotation function only. */
  instance: { socketPath: string } | { host: string; port: number }
  secrets: { url: string; arn: string; accessKeyId: string; secretAccessKey: string }
  databaseName: string
  logs: Record<FunctionName, LogFile>
  onProcess: (change: { pid: number; state: 'started' | 'exited' }) => void
}

/** Makes the three functions with the variables that the stack would give them. No process is started yet. */
export function startFunctions(surroundings: FunctionSurroundings): Functions {
  const { settings } = surroundings
  const start = (name: FunctionName, concurrency: number, variables: Record<string, string>) =>
    startFunction({
      name,
      codeFolder: builtPath('functions', name),
      bootstrap: builtPath('bootstrap.js'),
      variables: { ...sharedVariables(surroundings), ...variables },
      timeoutMs: WEBHOOK_TIMEOUT_MS,
      memoryMb: MEMORY_MB,
      concurrency,
      log: (line) => surroundings.logs[name].write(line),
      onProcess: surroundings.onProcess,
    })
  const proxy = proxyVariables(surroundings)
  return {
    webhook: start('webhook', settings.functionConcurrency, { ...proxy, PUBLIC_PAGE: String(settings.publicPage) }),
    query: start('query', 2, proxy),
    rotation: start('rotation', 1, instanceVariables(surroundings.instance)),
  }
}

function sharedVariables({ secrets, databaseName }: FunctionSurroundings): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCOUNT_ID: LOCAL_ACCOUNT,
    AWS_ACCESS_KEY_ID: secrets.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    DATABASE_AUTH: 'secret',
    DATABASE_SECRET_ARN: secrets.arn,
    DATABASE_NAME: databaseName,
  }
}

function proxyVariables({ proxy }: FunctionSurroundings): Record<string, string> {
  return { DATABASE_HOST: '127.0.0.1', DATABASE_PORT: String(proxy.port), NODE_EXTRA_CA_CERTS: proxy.caFile }
}

function instanceVariables(instance: FunctionSurroundings['instance']): Record<string, string> {
  if ('socketPath' in instance) return { DATABASE_INSTANCE_HOST: instance.socketPath }
  return { DATABASE_INSTANCE_HOST: instance.host, DATABASE_INSTANCE_PORT: String(instance.port) }
}
