import { describe, expect, it } from 'vitest'
import { instanceUsage, proxyUsage } from '../../../../../src/estimates/priced-usage.ts'
import { readProduct } from '../../../../../src/targets/aws/price-list/read-product.ts'

const write = (
  attributes: Record<string, string>,
  prices: object[] = [{ beginRange: '0', pricePerUnit: { USD: '0.0170000000' } }],
) =>
  JSON.stringify({
    product: { attributes },
    terms: {
      OnDemand: { 'S.T': { priceDimensions: Object.fromEntries(prices.map((each, index) => [`r${index}`, each])) } },
    },
  })
const micro = instanceUsage('db.t4g.micro', false)

describe('a product of the price list', () => {
  it.each([
    [{ usagetype: 'EU-InstanceUsage:db.t4g.micro', databaseEngine: 'MySQL' }, 0.017],
    [{ usagetype: 'InstanceUsage:db.t4g.micro', databaseEngine: 'MySQL' }, 0.017],
    [{ usagetype: 'EU-InstanceUsage:db.t4g.micro', databaseEngine: 'Any' }, 0.017],
    [{ usagetype: 'EU-InstanceUsage:db.t4g.micro', databaseEngine: 'PostgreSQL' }, undefined],
    [{ usagetype: 'EU-InstanceUsage:db.t4g.micro.tpc1', databaseEngine: 'MySQL' }, undefined],
    [{ usagetype: 'EU-Multi-AZUsage:db.t4g.micro', databaseEngine: 'MySQL' }, undefined],
    [
      { usagetype: 'EU-InstanceUsage:db.t4g.micro', databaseEngine: 'MySQL', licenseModel: 'License included' },
      undefined,
    ],
    [{ usagetype: 'EU-InstanceUsage:db.t4g.micro', databaseEngine: 'MySQL', deploymentModel: 'Custom' }, undefined],
  ])('%j costs %s', (attributes, price) => {
    expect(readProduct(write(attributes), micro)).toBe(price)
  })

  it('costs what its first unit costs', () => {
    const tiers = [
      { beginRange: '300000000', pricePerUnit: { USD: '0.9' } },
      { beginRange: '0', pricePerUnit: { USD: '1.0' } },
    ]
    expect(readProduct(write({ usagetype: 'USE1-RDS:ProxyUsage', databaseEngine: 'MySQL' }, tiers), proxyUsage)).toBe(1)
  })

  it.each(['', '{}', '[]', 'no JSON', write({ usagetype: 'RDS:ProxyUsage' }, [{ pricePerUnit: { CNY: '1' } }])])(
    'may have no price: %j',
    (text) => {
      expect(readProduct(text, proxyUsage)).toBeUndefined()
    },
  )

  it('shortens large classes as bills do', () => {
    expect(instanceUsage('db.m7g.2xlarge', true).usageType).toBe('Multi-AZUsage:db.m7g.2xl')
    expect(instanceUsage('db.m7g.xlarge', false).usageType).toBe('InstanceUsage:db.m7g.xl')
    expect(instanceUsage('db.m7g.large', false).usageType).toBe('InstanceUsage:db.m7g.large')
  })
})
