import type { Clock } from '../../../src/ui/clock.ts'
import type { OutputStream } from '../../../src/ui/terminal.ts'

/** A stream that keeps what is written to it. */
export interface RecordingStream extends OutputStream {
  text: string
}

export function recordStream(properties: { isTTY?: boolean; columns?: number } = {}): RecordingStream {
  const stream: RecordingStream = {
    ...properties,
    text: '',
    write(chunk) {
      stream.text += chunk
      return true
    },
  }
  return stream
}

/** A clock whose time passes only by `advance`, which calls the timers that become due. */
export interface HandClock extends Clock {
  advance(milliseconds: number): void
  /** Timers that were started and not stopped. */
  timers(): number
}

export function createHandClock(): HandClock {
  let time = 1_000
  const timers = new Set<{ due: number; every: number; work: () => void }>()
  return {
    now: () => time,
    epoch: () => Date.parse('2026-03-01T12:00:00.000Z') + time,
    every(milliseconds, work) {
      const timer = { due: time + milliseconds, every: milliseconds, work }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      const end = time + milliseconds
      while (true) {
        const next = [...timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0]
        if (next === undefined) break
        time = next.due
        next.due += next.every
        next.work()
      }
      time = end
    },
    timers: () => timers.size,
  }
}
