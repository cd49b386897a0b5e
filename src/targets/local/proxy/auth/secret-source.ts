/** User and password that clients and the proxy itself log in with: the secret's version with AWSCURRENT. */
export interface Credentials {
  username: string
  password: string
  versionId: string
}

/** Where the proxy reads its secret. */
export interface SecretSource {
  /** The version that has AWSCURRENT now. May be asked often. @throws when the secret cannot be read */
  current(): Promise<Credentials>
  /** Calls `listener` whenever AWSCURRENT moved; returns how to stop that. Without it `current` is asked each time. */
  watch?(listener: () => void): () => void
}

/** The secret as the proxy knows it. Read again after a change, or when the database refuses it. */
export class CredentialsCache {
  private readonly source: SecretSource
  private cached: Promise<Credentials> | undefined
  private readonly unsubscribe: (() => void) | undefined

  constructor(source: SecretSource) {
    this.source = source
    this.unsubscribe = source.watch?.(() => this.forget())
  }

  /** @throws what the source throws; the next call asks it again. */
  current(): Promise<Credentials> {
    if (!this.unsubscribe) return this.source.current()
    if (!this.cached) {
      const reading = this.source.current()
      this.cached = reading
      reading.catch(() => {
        if (this.cached === reading) this.forget()
      })
    }
    return this.cached
  }

  forget(): void {
    this.cached = undefined
  }

  close(): void {
    this.unsubscribe?.()
  }
}
