import type { Emit, EventName, Events } from '../../src/events.ts'

/** Remembers what the engine said. */
export class EventLog {
  readonly entries: { name: EventName; data: Events[EventName] }[] = []

  readonly emit: Emit = (name, data) => {
    this.entries.push({ name, data })
  }

  of<Name extends EventName>(name: Name): Events[Name][] {
    return this.entries.filter((entry) => entry.name === name).map((entry) => entry.data as Events[Name])
  }
}
