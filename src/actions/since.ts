import { ExitCode, UserError } from '../errors.ts'

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** ISO 8601: a date, or a date with a time of which seconds and zone may be left out. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * The moment that `--since` stands for, as ISO 8601 in UTC: relative (`30s`, `10m`, `2h`, `1d`, `1w` before now), or
 * an ISO 8601 date (midnight UTC) or time (of this computer's zone unless it names one).
 * @param now milliseconds since 1970
 * @throws UserError (exit code 2) for anything else.
 */
export function parseSince(text: string, now: number): string {
  const moment = parseRelative(text, now) ?? parseAbsolute(text)
  const date = new Date(moment ?? Number.NaN)
  if (Number.isNaN(date.getTime()) || date.getTime() < 0) throw invalidSince(text)
  return date.toISOString()
}

function parseRelative(text: string, now: number): number | undefined {
  const match = /^(\d{1,9})\s*([smhdw])$/i.exec(text.trim())
  const unit = UNIT_MS[match?.[2]?.toLowerCase() ?? '']
  return unit === undefined ? undefined : now - Number(match?.[1]) * unit
}

function parseAbsolute(text: string): number | undefined {
  const trimmed = text.trim()
  return ISO.test(trimmed) && isDayOfCalendar(trimmed) ? Date.parse(trimmed.replace(' ', 'T')) : undefined
}

/** Date.parse takes 30 February for 2 March. */
function isDayOfCalendar(text: string): boolean {
  const day = text.slice(0, 10)
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

function invalidSince(text: string): UserError {
  return new UserError({
    name: 'InvalidSince',
    message: `${JSON.stringify(text)} is no moment in time: give one such as 10m, 2h, 1d or 2026-01-31T08:00:00Z.`,
    nextSteps: ['rds-proxy-webhook rows --since 10m'],
    exitCode: ExitCode.usage,
  })
}
