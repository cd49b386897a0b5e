import type { VerifyLoginAnswer } from '../contract.ts'
import { isServerError } from '../database/database-error.ts'
import type { Login, Session } from '../database/session.ts'
import { parseSecret, type ReadSecret } from '../login/secret-login.ts'
import { FailedQuery } from './failed-query.ts'

/** What verifying a login needs. */
export interface VerifyLoginParts {
  /** Absent when the function signs tokens. */
  readSecret: ReadSecret | undefined
  /** Opens a connection of its own, never a kept one. */
  open(login: Login): Promise<Session>
}

/**
 * Opens a new connection with the login of one version of the secret and closes it. Only an answer of the server
 * counts as a refusal: a proxy that cannot be reached says nothing about a password.
 */
export async function verifyLogin(versionId: string, parts: VerifyLoginParts): Promise<VerifyLoginAnswer> {
  if (!parts.readSecret) {
    throw new FailedQuery('SecretNotUsed', 'This environment signs tokens (iam), so there is no password to verify')
  }
  const login = parseSecret(await readVersion(parts.readSecret, versionId))
  try {
    const session = await parts.open({ user: login.user, password: login.password })
    session.close()
    return { accepted: true }
  } catch (error) {
    if (!isServerError(error)) throw error
    const { code, errno, message } = error as { code?: string; errno: number; message: string }
    return { accepted: false, error: { code: code ?? `ERROR_${errno}`, number: errno, message } }
  }
}

async function readVersion(readSecret: ReadSecret, versionId: string): Promise<string> {
  try {
    return await readSecret(versionId)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
    throw new FailedQuery('SecretVersionNotFound', `The secret has no version ${versionId}`)
  }
}
