import { describe, expect, it } from 'vitest'
import { readZoneIds } from '../../../../src/targets/aws/zone-ids.ts'
import { hasProxy } from '../../../../stack/zones.ts'
import { existingNetwork } from '../../stack/example-input.ts'
import { makeTemplate } from './difference/pairs.ts'

describe('the zones of a stack', () => {
  it('are those that it was made with', () => {
    expect(readZoneIds(makeTemplate({}, { availabilityZoneIds: ['euw1-az2', 'euw1-az3'] }))).toEqual([
      'euw1-az2',
      'euw1-az3',
    ])
    expect(readZoneIds(makeTemplate({ region: 'us-west-1' }))).toEqual(['usw1-az1', 'usw1-az3'])
  })

  it('are not known where CloudFormation chose them, or the subnets are not its own', () => {
    expect(readZoneIds(makeTemplate())).toBeUndefined()
    expect(readZoneIds(makeTemplate(existingNetwork))).toBeUndefined()
    expect(readZoneIds({})).toBeUndefined()
  })
})

describe('a zone', () => {
  it.each([
    ['euw1-az1', true],
    ['apne1-az4', true],
    ['use1-az3', false],
    ['usw1-az2', false],
    ['use1-bos1-az1', false],
    ['use1-wl1-bos-wlz1', false],
    ['', false],
  ])('%s runs RDS Proxy: %s', (id, runs) => {
    expect(hasProxy(id)).toBe(runs)
  })
})
