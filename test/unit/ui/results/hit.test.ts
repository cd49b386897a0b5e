import { describe, expect, it } from 'vitest'
import type { HitResult } from '../../../../src/actions/hit.ts'
import { renderHit } from '../../../../src/ui/results/hit.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import { makeRow } from '../../../fakes/target.ts'

const style = createStyle({ width: 60 })

function makeHit(parts: Partial<HitResult> = {}): HitResult {
  const body = { bytes: 2, encoding: 'utf8' as const, content: '{}', truncated: false }
  return {
    ok: true,
    request: { method: 'POST', url: 'http://127.0.0.1:3000/a', bodyBytes: 7 },
    response: { status: 201, statusText: 'Created', headers: {}, body, ms: 12.3 },
    problems: [],
    nextSteps: ['rds-proxy-webhook rows'],
    ...parts,
  }
}

describe('renderHit', () => {
  it('shows the recorded row and the answer in the last line', () => {
    const body = { bytes: 7, encoding: 'utf8' as const, content: '{"a":1}', truncated: false }
    const row = makeRow(7, { method: 'POST', path: '/a', body, headers: { 'content-type': 'application/json' } })
    expect(renderHit(makeHit({ row }), style).split('\n')).toEqual([
      'POST http://127.0.0.1:3000/a (7 B)',
      '',
      '  id        7',
      '  received  2026-01-01T00:00:07.000Z',
      '  method    POST',
      '  path      /a',
      '  body      7 B  {"a":1}',
      '  type      application/json',
      '  source    127.0.0.1',
      '  request   request-7',
      '',
      'Next: rds-proxy-webhook rows',
      '',
      '201 Created in 12 ms',
    ])
  })

  it('shows what an answer without a receipt says, safely and not all of it', () => {
    const content = `\x1b[2Jcleared\r\n${'line\n'.repeat(100)}`
    const response = {
      ...{ status: 503, statusText: 'Service \x07Unavailable', headers: {}, ms: 0.5 },
      body: { bytes: content.length, encoding: 'utf8' as const, content, truncated: false },
    }
    const lines = renderHit(makeHit({ ok: false, response, problems: ['The answer was 503.'] }), style).split('\n')
    expect(lines[2]).toBe('  \\x1b[2Jcleared')
    expect(lines).toHaveLength(2 + 20 + 1 + 1 + 4)
    expect([lines.at(-4), lines.at(-1)]).toEqual(['The answer was 503.', '503 Service \\x07Unavailable in 0.50 ms'])
  })

  it('only names an empty or a binary answer', () => {
    const text = (bytes: number, encoding: 'utf8' | 'base64') =>
      renderHit(
        makeHit({ response: { ...makeHit().response, body: { bytes, encoding, content: '', truncated: false } } }),
        style,
      )
    expect(text(0, 'utf8')).toContain('(no body)')
    expect(text(2048, 'base64')).toContain('(2.0 KiB, binary)')
  })

  it('keeps a row with a long path within the width', () => {
    const row = makeRow(7, { path: `/${'x'.repeat(2000)}`, userAgent: 'y'.repeat(300) })
    const lines = renderHit(makeHit({ row }), style).split('\n')
    expect(Math.max(...lines.map(measureWidth))).toBe(60)
  })
})
