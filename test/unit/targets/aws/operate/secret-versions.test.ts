import { describe, expect, it } from 'vitest'
import { findUnfinished } from '../../../../../src/targets/aws/operate/own-secret.ts'
import { sortVersions } from '../../../../../src/targets/aws/operate/secret-versions.ts'

describe('versions of a secret', () => {
  it('come with the current one first, then the newest', () => {
    const version = (versionId: string, createdAt: string, ...stages: string[]) => ({ versionId, createdAt, stages })
    const sorted = sortVersions([
      version('old', '2026-01-01T00:00:00.000Z'),
      version('pending', '2026-03-01T00:00:00.000Z', 'AWSPENDING'),
      version('current', '2026-02-01T00:00:00.000Z', 'AWSCURRENT'),
    ])
    expect(sorted.map(({ versionId }) => versionId)).toEqual(['current', 'pending', 'old'])
  })

  it('one is being rotated to when it is pending and not current', () => {
    expect(findUnfinished({ a: ['AWSCURRENT', 'AWSPENDING'], b: ['AWSPREVIOUS'] })).toBeUndefined()
    expect(findUnfinished({ a: ['AWSCURRENT'], b: ['AWSPENDING'] })).toBe('b')
  })
})
