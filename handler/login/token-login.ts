import type { Login } from '../database/session.ts'
import type { LoginSource } from './login-source.ts'

/** Signs a token for IAM database authentication. */
export type SignToken = () => Promise<string>

/** AWS accepts a token for 15 minutes; a new one is signed well before, in ms. */
const tokenLife = 10 * 60 * 1_000

/** A user with a signed token for a password: no secret is read and no call is made over the network. */
export class TokenLogin implements LoginSource {
  #user: string
  #signToken: SignToken
  #now: () => number
  #signed: { login: Login; at: number } | undefined

  constructor(user: string, signToken: SignToken, now: () => number = Date.now) {
    this.#user = user
    this.#signToken = signToken
    this.#now = now
  }

  async read(): Promise<Login> {
    if (!this.#signed || this.#now() - this.#signed.at >= tokenLife) {
      const login = { user: this.#user, password: await this.#signToken(), clearText: true }
      this.#signed = { login, at: this.#now() }
    }
    return this.#signed.login
  }

  forget(): void {
    this.#signed = undefined
  }
}

/** Signs with the function's own credentials; the SDK's signer is loaded only here. */
export function signWithRole(hostname: string, port: number, username: string, region: string): SignToken {
  return async () => {
    const { Signer } = await import('@aws-sdk/rds-signer')
    return new Signer({ hostname, port, username, region }).getAuthToken()
  }
}
