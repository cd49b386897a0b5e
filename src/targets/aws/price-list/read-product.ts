import type { PricedUsage } from '../../../estimates/priced-usage.ts'

/** The part of a product of the price list that is looked at. Format: AWS Price List API, `aws_v1`. */
interface Product {
  product?: { attributes?: Record<string, string> }
  terms?: { OnDemand?: Record<string, { priceDimensions?: Record<string, PriceDimension> }> }
}

interface PriceDimension {
  beginRange?: string
  pricePerUnit?: Record<string, string>
}

/**
 * US dollars for the first unit of a product, if it is of this usage: another region's abbreviation may stand before
 * the usage type, nothing behind it, and of a database's engines only MySQL counts.
 * @param text a product as JSON
 */
export function readProduct(text: string, { usageType }: Pick<PricedUsage, 'usageType'>): number | undefined {
  const { product, terms } = parse(text)
  const { usagetype = '', databaseEngine = 'Any', licenseModel, deploymentModel } = product?.attributes ?? {}
  if (usagetype !== usageType && !usagetype.endsWith(`-${usageType}`)) return undefined
  if (databaseEngine !== 'MySQL' && databaseEngine !== 'Any') return undefined
  // Products of other licences or deployments are offered beside the usual one.
  if (licenseModel !== undefined && licenseModel !== 'No license required') return undefined
  if (deploymentModel === 'Custom') return undefined
  const dimensions = Object.values(terms?.OnDemand ?? {}).flatMap((term) => Object.values(term.priceDimensions ?? {}))
  const first = dimensions.find(({ beginRange = '0' }) => Number(beginRange) === 0)
  const price = Number(first?.pricePerUnit?.USD)
  return Number.isFinite(price) && price > 0 ? price : undefined
}

function parse(text: string): Product {
  try {
    return JSON.parse(text) as Product
  } catch {
    // A product that cannot be read has no price; the table's is used.
    return {}
  }
}
