import type { Login } from '../database/session.ts'
import type { LoginSource } from './login-source.ts'

/** Reads the secret's text; the current version unless one is named. */
export type ReadSecret = (versionId?: string) => Promise<string>

/** User and password from the secret, kept for the life of the environment until the database refuses them. */
export class SecretLogin implements LoginSource {
  #readSecret: ReadSecret
  #login: Login | undefined

  constructor(readSecret: ReadSecret) {
    this.#readSecret = readSecret
  }

  async read(): Promise<Login> {
    this.#login ??= parseSecret(await this.#readSecret())
    return this.#login
  }

  forget(): void {
    this.#login = undefined
  }
}

/** @throws Error that quotes nothing of the secret, unless it is JSON with `username` and `password` */
export function parseSecret(secret: string): Login & { all: Record<string, unknown> } {
  const content = parseJson(secret)
  if (typeof content === 'object' && content !== null && 'username' in content && 'password' in content) {
    const { username, password } = content
    if (typeof username === 'string' && typeof password === 'string') {
      return { user: username, password, all: { ...content } }
    }
  }
  throw new Error('The secret is not a JSON object with username and password')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the text: the caller's own says what is wrong.
    return undefined
  }
}
