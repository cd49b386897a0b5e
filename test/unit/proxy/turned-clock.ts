import type { Clock } from '../../../src/targets/local/proxy/index.ts'

interface Alarm {
  at: number
  callback: () => void
}

/** A clock whose hands are turned by the test. */
export class TurnedClock implements Clock {
  private time = 0
  private readonly alarms = new Set<Alarm>()

  now(): number {
    return this.time
  }

  wallTime(): number {
    return this.time
  }

  schedule(milliseconds: number, callback: () => void): () => void {
    const alarm = { at: this.time + milliseconds, callback }
    this.alarms.add(alarm)
    return () => this.alarms.delete(alarm)
  }

  /** Lets time pass; what was scheduled happens in its order. */
  turn(milliseconds: number): void {
    const until = this.time + milliseconds
    for (;;) {
      const due = [...this.alarms].filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0]
      if (!due) break
      this.alarms.delete(due)
      this.time = Math.max(this.time, due.at)
      due.callback()
    }
    this.time = until
  }
}
