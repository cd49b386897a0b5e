import type { PinnedStatement } from '../proxy-status.ts'
import type { PinReason } from '../sql/pin-reasons.ts'
import { adviseLoggedPin, advisePin } from './pin-advice.ts'

const MOST_STATEMENTS = 500
const MOST_CLIENTS = 5

/** Which statements pinned sessions, and how often. Bounded: of very many different ones the newest are not kept. */
export class PinStatistics {
  private readonly statements = new Map<string, PinnedStatement>()

  /** @param client as it is to be shown */
  note(reason: PinReason, digest: string, client: string): void {
    this.count(`${reason} ${digest}`, client, () => ({ ...advisePin(reason), digest, count: 0, clients: [] }))
  }

  /** The same from a log, where only the reason's wording is known. */
  noteLogged(explanation: string, digest: string, client: string): void {
    const make = () => ({ ...adviseLoggedPin(explanation, digest), digest, count: 0, clients: [] })
    this.count(`${explanation} ${digest}`, client, make)
  }

  /** Most frequent first. */
  list(): PinnedStatement[] {
    return [...this.statements.values()]
      .map((statement) => ({ ...statement, clients: [...statement.clients] }))
      .sort((a, b) => b.count - a.count)
  }

  private count(key: string, client: string, make: () => PinnedStatement): void {
    let statement = this.statements.get(key)
    if (!statement) {
      if (this.statements.size >= MOST_STATEMENTS) return
      statement = make()
      this.statements.set(key, statement)
    }
    statement.count += 1
    statement.clients = [client, ...statement.clients.filter((each) => each !== client)].slice(0, MOST_CLIENTS)
  }
}
