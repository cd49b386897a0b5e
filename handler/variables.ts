import type { FunctionVariables } from './contract.ts'

/** Environment of a function: the contract's variables and those that Lambda sets. */
export type Variables = FunctionVariables & { AWS_REGION?: string }

/** How a function reaches the proxy. */
export interface ProxyVariables {
  host: string
  port: number
  /** Schema of the tables. */
  schema: string
  auth: { kind: 'secret'; secretArn: string } | { kind: 'iam'; user: string; region: string }
}

/** @throws Error that names the variable that is missing or wrong */
export function readProxyVariables(variables: Variables): ProxyVariables {
  return {
    host: demand(variables, 'DATABASE_HOST'),
    port: readPort(variables, 'DATABASE_PORT'),
    schema: variables.DATABASE_NAME || 'webhook',
    auth: readAuth(variables),
  }
}

/** Value of a variable. @throws Error that names it when it is not set */
export function demand(variables: Variables, name: keyof Variables): string {
  const value = variables[name]
  if (!value) throw new Error(`The environment variable ${name} is not set`)
  return value
}

/** A TCP port, 3306 unless set. @throws Error that names the variable when it is none */
export function readPort(variables: Variables, name: 'DATABASE_PORT' | 'DATABASE_INSTANCE_PORT'): number {
  const port = Number(variables[name] || 3306)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`The environment variable ${name} is not a port`)
  }
  return port
}

function readAuth(variables: Variables): ProxyVariables['auth'] {
  if (variables.DATABASE_AUTH === 'iam') {
    return { kind: 'iam', user: demand(variables, 'DATABASE_USER'), region: demand(variables, 'AWS_REGION') }
  }
  return { kind: 'secret', secretArn: demand(variables, 'DATABASE_SECRET_ARN') }
}
