import { setTimeout as wait } from 'node:timers/promises'
import type { LoginSource } from '../login/login-source.ts'
import { SecretLogin } from '../login/secret-login.ts'
import { readFromSecretsManager } from '../login/secrets-manager.ts'
import { signWithRole, TokenLogin } from '../login/token-login.ts'
import type { ProxyVariables } from '../variables.ts'
import { Database } from './database.ts'
import { type Login, Session } from './session.ts'

/**
 * Always on, always verified. The proxy's certificate chains to Amazon's own roots, which Node trusts (the bundle of
 * RDS would be wrong); more roots come with NODE_EXTRA_CA_CERTS.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html#rds-proxy-security.tls
 */
const proxyTls = { rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' }

/** The database behind the proxy; nothing is connected yet. */
export function connectProxy(proxy: ProxyVariables): Database {
  return new Database({
    login: chooseLogin(proxy),
    open: (login, connectTimeout) => openSession(proxy, login, connectTimeout),
    wait,
    random: Math.random,
  })
}

/** Opens a connection to the proxy that is the caller's own. @throws mysql2's error */
export function openSession({ host, port }: ProxyVariables, login: Login, connectTimeout: number): Promise<Session> {
  return Session.open({ host, port, tls: proxyTls, login, connectTimeout })
}

function chooseLogin({ host, port, auth }: ProxyVariables): LoginSource {
  return auth.kind === 'iam'
    ? new TokenLogin(auth.user, signWithRole(host, port, auth.user, auth.region))
    : new SecretLogin(readFromSecretsManager(auth.secretArn))
}
