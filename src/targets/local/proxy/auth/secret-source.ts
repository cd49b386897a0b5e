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
  private readonly now: () => number
  private readonly grace: number
  private cached: Promise<Credentials> | undefined
  private readonly unsubscribe: (() => void) | undefined
  private last: Credentials | undefined
  private previous: Credentials | undefined
  /** When the source told of a change. */
  private changedAt: number | undefined
  private previousUntil = 0

  /**
   * @param now milliseconds since some fixed moment
   * @param grace milliseconds for which clients may still use the version before the last change
   */
  constructor(source: SecretSource, now: () => number, grace: number) {
    this.source = source
    this.now = now
    this.grace = grace
    this.unsubscribe = source.watch?.(() => {
      this.changedAt ??= now()
      this.forget()
    })
  }

  /** @throws what the source throws; the next call asks it again. */
  async current(): Promise<Credentials> {
    if (!this.unsubscribe) return this.note(await this.source.current())
    if (!this.cached) {
      const reading = this.source.current().then((credentials) => this.note(credentials))
      this.cached = reading
      reading.catch(() => {
        if (this.cached === reading) this.forget()
      })
    }
    return this.cached
  }

  /** What clients may log in with, the current version first. @throws as `current` does */
  async accepted(): Promise<Credentials[]> {
    const current = await this.current()
    return this.previous && this.now() < this.previousUntil ? [current, this.previous] : [current]
  }

  /** The next question is put to the source again: the version that is known was refused, or has been replaced. */
  forget(): void {
    this.cached = undefined
  }

  /** Stops watching the source. */
  close(): void {
    this.unsubscribe?.()
  }

  private note(credentials: Credentials): Credentials {
    if (this.last && this.last.versionId !== credentials.versionId) {
      this.previous = this.last
      this.previousUntil = (this.changedAt ?? this.now()) + this.grace
      this.changedAt = undefined
    }
    this.last = credentials
    return credentials
  }
}
