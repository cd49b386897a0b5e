import { describe, expect, it } from 'vitest'
import type { RotationResult } from '../../../../src/actions/rotation-result.ts'
import { renderRotation } from '../../../../src/ui/results/rotation.ts'
import { createStyle } from '../../../../src/ui/style.ts'

const style = createStyle()

function makeRotation(parts: Partial<RotationResult> = {}): RotationResult {
  return {
    ...{ proved: true, problems: [], versionBefore: 'aaa', versionAfter: 'bbb', durationMs: 1240 },
    ...{
      clientsUse: 'password' as const,
      oldPassword: 'refused',
      newPassword: 'accepted',
      load: true,
      loadPath: '/x',
      longestGapMs: 34.2,
    },
    ...{ requestsSent: 340, requestsFailed: 0, failuresByStatus: {}, rowsPromised: 340, rowsRecorded: 340 },
    nextSteps: ['rds-proxy-webhook rows'],
    ...parts,
  }
}

describe('renderRotation', () => {
  it('ticks off each part of the proof and ends with the verdict', () => {
    expect(renderRotation(makeRotation(), style).split('\n')).toEqual([
      '✓ Old password refused  version aaa',
      '✓ New password accepted  version bbb',
      '✓ 340 requests sent, 0 failed',
      '✓ 340 of 340 promised rows in the table',
      '  Longest time without an answer: 34 ms',
      '',
      'Next: rds-proxy-webhook rows',
      '',
      'The password was rotated in 1.2 s, and no request was lost.',
    ])
  })

  it('shows of clients with tokens what became of a request afterwards', () => {
    const { oldPassword: _, newPassword: __, ...rotation } = makeRotation()
    const lines = renderRotation({ ...rotation, clientsUse: 'token', rowAfterwards: 'recorded' }, style).split('\n')
    expect(lines.slice(0, 3)).toEqual([
      '✓ Password changed by RDS  version bbb',
      '✓ Request after it recorded',
      '✓ 340 requests sent, 0 failed',
    ])
  })

  it('says nothing of requests when none were sent', () => {
    const { longestGapMs: _, ...rotation } = makeRotation({ load: false, requestsSent: 0 })
    const lines = renderRotation(rotation, style).split('\n')
    expect(lines).toHaveLength(6)
    expect(lines.at(-1)).toBe('The password was rotated in 1.2 s.')
  })

  it('crosses out what is not so, and says why', () => {
    const { rowsRecorded: _, ...rotation } = makeRotation({
      ...{ proved: false, oldPassword: 'accepted', newPassword: 'unknown', requestsFailed: 2 },
      problems: ['The old password is accepted; it should be refused.', 'Bell: \x07'],
    })
    const lines = renderRotation(rotation, style).split('\n')
    expect(lines.slice(0, 4).every((line) => line.startsWith('✗'))).toBe(true)
    expect(lines[3]).toBe('✗ an unknown number of 340 promised rows in the table')
    expect(lines.slice(-5)).toEqual([
      'The old password is accepted; it should be refused.',
      'Bell: \\x07',
      'Try: rds-proxy-webhook rows',
      '',
      'The rotation is not proved.',
    ])
  })
})
