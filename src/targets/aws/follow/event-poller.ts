import { isOfStack, type StackEvent } from './stack-event.ts'

export interface EventPage {
  /** Newest first, as DescribeStackEvents gives them. */
  events: StackEvent[]
  /** Absent: this was the oldest page. */
  next?: string | undefined
}

export type ReadEventPage = (next: string | undefined) => Promise<EventPage>

/** Which operation is meant. Neither: the newest one. */
export interface OperationMark {
  /** Token that it was begun with; the clocks of AWS and of this computer need not agree then. */
  token?: string
  /** Nothing before this is part of it, by the clock of AWS. */
  since?: Date
}

/** Why a poll read no further back. */
export type PollStop =
  | 'known-event'
  | 'beginning-of-operation'
  | 'earlier-operation'
  | 'before-since'
  | 'end-of-history'

/**
 * Reads what is new in a stack's history, newest first until something says that what follows is known or belongs to
 * an earlier operation. It gives each event once.
 */
export class EventPoller {
  readonly #read: ReadEventPage
  readonly #mark: OperationMark
  readonly #known = new Set<string>()

  constructor(read: ReadEventPage, mark: OperationMark = {}) {
    this.#read = read
    this.#mark = mark
  }

  /** @returns the new events, oldest first; none as long as AWS does not show the operation yet */
  poll(): Promise<{ events: StackEvent[]; stop: PollStop }> {
    return this.#readBack((event) => this.#known.has(identify(event)))
  }

  /** Reads the whole operation again, for events that came to light late, below others that were known already. */
  async pollAgain(): Promise<{ events: StackEvent[]; stop: PollStop }> {
    const known = new Set(this.#known)
    const { events, stop } = await this.#readBack(() => false)
    return { events: events.filter((event) => !known.has(identify(event))), stop }
  }

  async #readBack(isKnown: (event: StackEvent) => boolean): Promise<{ events: StackEvent[]; stop: PollStop }> {
    const newest: StackEvent[] = []
    let next: string | undefined
    do {
      const page = await this.#read(next)
      for (const event of page.events) {
        const stop = isKnown(event) ? 'known-event' : this.#findStop(event, newest)
        if (stop === 'beginning-of-operation') newest.push(event)
        if (stop) return this.#finish(newest, stop)
        newest.push(event)
      }
      next = page.next
    } while (next !== undefined)
    return this.#finish(newest, 'end-of-history')
  }

  #findStop(event: StackEvent, newer: readonly StackEvent[]): PollStop | undefined {
    const { since, token } = this.#mark
    if (since && event.at < since) return 'before-since'
    if (!isOfStack(event)) return undefined
    if (isBeginning(event.status)) {
      return token === undefined || event.token === token ? 'beginning-of-operation' : 'earlier-operation'
    }
    return isEnd(event.status) && newer.some(isOfStack) ? 'earlier-operation' : undefined
  }

  #finish(newest: StackEvent[], stop: PollStop) {
    const foreign = stop === 'earlier-operation' && !this.#isWanted(newest)
    const events = foreign ? [] : newest.reverse()
    for (const event of events) this.#known.add(identify(event))
    return { events, stop }
  }

  /** A continued rollback has no status of its own for its beginning: it is known by the end of what was before it. */
  #isWanted(newer: readonly StackEvent[]): boolean {
    const { token } = this.#mark
    return token === undefined || newer.some((event) => event.token === token)
  }
}

/** Ids alone are made of resource, status and milliseconds, so two of them can be equal. */
function identify({ id, at }: StackEvent): string {
  return `${id} ${at.toISOString()}`
}

function isBeginning(status: string): boolean {
  return ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'].includes(status)
}

function isEnd(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS')
}
