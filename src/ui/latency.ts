import { formatDuration } from './duration.ts'

/** A latency with the figures that matter: `0.42 ms`, `3.1 ms`, `48 ms`, `1.2 s`. */
export function formatLatency(ms: number): string {
  if (ms < 0.995) return `${ms.toFixed(2)} ms`
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : formatDuration(ms)
}
