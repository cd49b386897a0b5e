import { describe, expect, it } from 'vitest'
import { awsQuestions } from '../../../src/settings/aws-questions.ts'
import { awsRegions, regionsWithoutProxy } from '../../../src/settings/aws-regions.ts'
import { chooseZones } from '../../../stack/zones.ts'

describe('the regions of AWS', () => {
  it('are each there once, and have a name', () => {
    const ids = [...awsRegions, ...regionsWithoutProxy].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(awsRegions.length).toBeGreaterThan(30)
    for (const { id, name } of awsRegions) {
      expect(id).toMatch(/^[a-z]{2}(-gov)?-[a-z]+-\d$/)
      expect(name).not.toBe('')
    }
  })

  it.each(awsRegions.map((region) => [region.id, region] as const))(
    'have in %s the zones that the stack uses',
    (id, region) => {
      expect(chooseZones(id)).toEqual(region.zones)
    },
  )

  it('have two zones where RDS Proxy cannot run in every one, and none of those in which it cannot', () => {
    const zones = awsRegions.flatMap((region) => region.zones ?? [])
    expect(zones).toHaveLength(4)
    expect(zones.filter((zone) => ['use1-az3', 'usw1-az2'].includes(zone))).toEqual([])
  })

  it('are what whoever is asked may choose from', () => {
    const kind = awsQuestions.find(({ key }) => key === 'region')?.kind
    const offered = kind?.type === 'text' ? kind.suggestions?.map(({ value }) => value) : []
    expect(offered).toEqual(awsRegions.map(({ id }) => id))
  })
})
