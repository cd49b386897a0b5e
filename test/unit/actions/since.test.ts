import { describe, expect, it } from 'vitest'
import { parseSince } from '../../../src/actions/since.ts'

const now = Date.UTC(2026, 4, 15, 12, 0, 0)

describe('parseSince', () => {
  it.each([
    ['30s', '2026-05-15T11:59:30.000Z'],
    ['10m', '2026-05-15T11:50:00.000Z'],
    ['2h', '2026-05-15T10:00:00.000Z'],
    ['1d', '2026-05-14T12:00:00.000Z'],
    ['2W', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T08:30Z', '2026-05-01T08:30:00.000Z'],
    ['2026-05-01 08:30:15.250+02:00', '2026-05-01T06:30:15.250Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, moment) => expect(parseSince(text, now)).toBe(moment))

  it('takes a time without a zone for one of this computer', () => {
    expect(parseSince('2026-05-01T08:30', now)).toBe(new Date(2026, 4, 1, 8, 30).toISOString())
  })

  it.each([
    '',
    'yesterday',
    '10',
    '10x',
    '-5m',
    '1.5h',
    '2026-13-01',
    '2026-02-30',
    '2026-05-01T25:00Z',
    '999999999w',
    '5m ago',
  ])('refuses %j', (text) =>
    expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ name: 'InvalidSince', exitCode: 2 })),
  )
})
