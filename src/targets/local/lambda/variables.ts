import { randomBytes } from 'node:crypto'

/** What the environment of a function is made of. */
export interface VariablesInput {
  name: string
  version: string
  codeFolder: string
  memoryMb: number
  /** `host:port` of the Runtime API. */
  runtimeApi: string
  variables: Record<string, string>
  now: number
  /** The environment of this process: only what a program cannot do without is taken from it. */
  inherited: NodeJS.ProcessEnv
}

/** What the operating system needs in order to start a program at all. */
const inheritedNames = ['PATH', 'TMPDIR', 'SystemRoot', 'TEMP', 'TMP', 'LD_LIBRARY_PATH']

/**
 * The environment variables of a function: those that Lambda defines (developer guide, "Defined runtime environment
 * variables"), then the function's own. Region and credentials may be set by the function's own variables, because on
 * this computer there is no service to hand them out; the other reserved names may not.
 */
export function buildVariables(input: VariablesInput): Record<string, string> {
  return {
    ...pickInherited(input.inherited),
    ...replaceableVariables(),
    ...input.variables,
    ...reservedVariables(input),
  }
}

function pickInherited(inherited: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    inheritedNames.flatMap((name) => {
      const value = inherited[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function replaceableVariables(): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    // The SDK signs its requests with something; local endpoints do not check it.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    // The SDK's note on Node 20 would be the first line of each log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LANG: 'en_US.UTF-8',
  }
}

function reservedVariables(input: VariablesInput): Record<string, string> {
  return {
    _HANDLER: 'index.handler',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: input.name,
    AWS_LAMBDA_FUNCTION_VERSION: input.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${input.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: nameLogStream(input.now, input.version),
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    LAMBDA_TASK_ROOT: input.codeFolder,
    LAMBDA_RUNTIME_DIR: input.codeFolder,
    TZ: ':UTC',
  }
}

/** As Lambda names them: `2026/11/23/[$LATEST]` and 32 hexadecimal digits, one for each environment. */
function nameLogStream(now: number, version: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`
}
