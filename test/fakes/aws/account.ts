/** Everything that exists in the fake account, in one region. The services read and change it; a new one is empty. */
export class FakeAccount {
  readonly id: string
  readonly region: string
  /** Milliseconds since 1970 on the account's own clock, which may run faster than the computer's. */
  readonly now: () => number

  constructor(options: { id?: string; region?: string; now?: () => number } = {}) {
    this.id = options.id ?? '123456789012'
    this.region = options.region ?? 'eu-west-1'
    this.now = options.now ?? Date.now
  }
}
