const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `1234567` as `1,234,567`, whatever the locale: output must not differ between machines. */
export function formatNumber(value: number): string {
  return integers.format(value)
}

/** `1 row`, `2 rows`, `0 rows`; the plural adds an `s` unless given. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}

/** Bytes as `512 B`, `14.6 KiB`, `4.0 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
