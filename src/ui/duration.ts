/** A duration as people say it: `820 ms`, `3.4 s`, `42 s`, `2 min 5 s`, `3 h 10 min`, `4 d 2 h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(milliseconds, 0)
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return joinParts(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1440) return joinParts(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.floor(minutes / 60)
  return joinParts(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function joinParts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
