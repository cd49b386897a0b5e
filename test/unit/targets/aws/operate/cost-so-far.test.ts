import { describe, expect, it } from 'vitest'
import { estimatePrice } from '../../../../../src/estimates/prices.ts'
import { estimateCost, findMonthStart } from '../../../../../src/targets/aws/operate/cost-so-far.ts'

const template = {
  Resources: {
    Db: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '20', StorageType: 'gp3' },
    },
    Proxy: { Type: 'AWS::RDS::DBProxy' },
  },
}
const at = (text: string) => new Date(text)

describe('what an environment has cost so far', () => {
  const price = estimatePrice(template, 'us-east-1')

  it('is its price per hour for as long as it was there, up to the next cent', () => {
    const { perHour } = price
    expect(perHour).toBeGreaterThan(0.04)
    const cost = estimateCost(price, at('2026-11-01T00:00:00Z'), at('2026-11-02T01:00:00Z'))
    expect(cost).toMatchObject({ currency: 'USD', since: '2026-11-01T00:00:00.000Z', source: { kind: 'table' } })
    expect(cost.amount).toBe(Math.ceil(perHour * 25 * 100) / 100)
  })

  it('is nothing for no time, and never less than nothing', () => {
    const now = at('2026-11-01T00:00:00Z')
    expect(estimateCost(price, now, now).amount).toBe(0)
    expect(estimateCost(price, now, at('2026-10-31T00:00:00Z')).amount).toBe(0)
  })

  it('is counted from the first of the month in UTC', () => {
    expect(findMonthStart(at('2026-11-30T23:30:00-05:00')).toISOString()).toBe('2026-12-01T00:00:00.000Z')
  })
})
