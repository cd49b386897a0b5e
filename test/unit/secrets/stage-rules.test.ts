import { beforeEach, describe, expect, it } from 'vitest'
import type { SecretRecord } from '../../../src/targets/local/secrets/secret-record.ts'
import { dropDeprecated, moveStage, updateStage } from '../../../src/targets/local/secrets/stage-rules.ts'

const CREATED = '2026-11-01T00:00:00.000Z'
const TWO_DAYS_LATER = Date.parse('2026-11-03T00:00:00Z')

function makeSecret(versions: Record<string, string[]>): SecretRecord {
  return {
    arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf',
    name: 'db',
    createdAt: CREATED,
    changedAt: CREATED,
    versions: Object.entries(versions).map(([id, stages]) => ({ id, stages, createdAt: CREATED })),
  }
}

function stagesOf(secret: SecretRecord): Record<string, string[]> {
  return Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages]))
}

describe('updateStage', () => {
  let secret: SecretRecord
  beforeEach(() => {
    secret = makeSecret({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING'] })
  })

  it('moves AWSCURRENT and lets AWSPREVIOUS follow; the version left without a label is deprecated', () => {
    updateStage(secret, { stage: 'AWSCURRENT', removeFrom: 'v2', moveTo: 'v3' })
    expect(stagesOf(secret)).toEqual({ v1: [], v2: ['AWSPREVIOUS'], v3: ['AWSPENDING', 'AWSCURRENT'] })
  })

  it('swaps the two labels on the way back to the previous version', () => {
    updateStage(secret, { stage: 'AWSCURRENT', removeFrom: 'v2', moveTo: 'v1' })
    expect(stagesOf(secret)).toEqual({ v1: ['AWSCURRENT'], v2: ['AWSPREVIOUS'], v3: ['AWSPENDING'] })
  })

  it('does nothing when the label is there already', () => {
    updateStage(secret, { stage: 'AWSCURRENT', removeFrom: 'v2', moveTo: 'v2' })
    updateStage(secret, { stage: 'AWSCURRENT', moveTo: 'v2' })
    expect(stagesOf(secret)).toEqual({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING'] })
  })

  it('attaches a new label and takes it away again', () => {
    updateStage(secret, { stage: 'blue', moveTo: 'v1' })
    expect(stagesOf(secret).v1).toEqual(['AWSPREVIOUS', 'blue'])
    updateStage(secret, { stage: 'blue', removeFrom: 'v1' })
    expect(stagesOf(secret).v1).toEqual(['AWSPREVIOUS'])
  })

  it.each([
    [{ stage: 'AWSCURRENT', moveTo: 'v3' }, 'InvalidParameterException', 'attached to version v2'],
    [
      { stage: 'AWSCURRENT', moveTo: 'v3', removeFrom: 'v1' },
      'InvalidParameterException',
      'not attached to version v1',
    ],
    [{ stage: 'AWSCURRENT', removeFrom: 'v2' }, 'InvalidParameterException', "can't be completely removed"],
    [{ stage: 'blue' }, 'InvalidParameterException', 'You must specify'],
    [{ stage: 'AWSCURRENT', removeFrom: 'v2', moveTo: 'v9' }, 'ResourceNotFoundException', 'v9'],
  ])('refuses %j', (update, type, message) => {
    const attempt = () => updateStage(secret, update)
    expect(attempt).toThrow(expect.objectContaining({ type, message: expect.stringContaining(message) }))
    expect(stagesOf(secret)).toEqual({ v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING'] })
  })
})

describe('moveStage', () => {
  it('refuses the twenty-first label of a secret', () => {
    const secret = makeSecret({ v1: Array.from({ length: 19 }, (_, index) => `label-${index}`), v2: [] })
    const second = secret.versions[1]
    if (!second) throw new Error('no second version')
    moveStage(secret, 'twentieth', second)
    expect(() => moveStage(secret, 'twenty-first', second)).toThrow(
      expect.objectContaining({ type: 'LimitExceededException' }),
    )
  })
})

describe('dropDeprecated', () => {
  const many = Object.fromEntries(Array.from({ length: 103 }, (_, index) => [`v${index}`, index === 0 ? ['keep'] : []]))

  it('drops the oldest versions without labels beyond 100', () => {
    const secret = makeSecret(many)
    dropDeprecated(secret, TWO_DAYS_LATER)
    expect(secret.versions).toHaveLength(100)
    expect(secret.versions.slice(0, 2).map(({ id }) => id)).toEqual(['v0', 'v4'])
  })

  it('keeps those of the last day', () => {
    const secret = makeSecret(many)
    dropDeprecated(secret, Date.parse(CREATED) + 1000)
    expect(secret.versions).toHaveLength(103)
  })
})
