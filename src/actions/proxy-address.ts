import { ExitCode, UserError } from '../errors.ts'

export interface HostAndPort {
  host: string
  port: number
}

/** Reads `HOST:PORT`; an IPv6 host is in brackets. @throws UserError naming the flag */
export function readHostAndPort(text: string, flag: string, example: string): HostAndPort {
  const colon = text.lastIndexOf(':')
  const host = text.slice(0, Math.max(colon, 0)).replace(/^\[(.*)\]$/, '$1')
  const digits = text.slice(colon + 1)
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN
  if (host !== '' && port <= 65_535) return { host, port }
  throw new UserError({
    name: 'InvalidAddress',
    message: `${flag} must be HOST:PORT, not ${JSON.stringify(text.slice(0, 80))}.`,
    nextSteps: [`${flag} ${example}`],
    exitCode: ExitCode.usage,
  })
}

/** Where a MySQL or MariaDB server listens: a path is a Unix socket, anything else HOST:PORT. */
export function readServerAddress(text: string): { socketPath: string } | HostAndPort {
  if (text.includes('/')) return { socketPath: text }
  return readHostAndPort(text, '--server', '127.0.0.1:3306')
}

/** Whether only this computer can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
