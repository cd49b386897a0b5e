import { createJsonService } from '../protocols/json.ts'
import type { Input, Operations } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { readSize, takePage } from './paging.ts'
import { type PriceListProduct, priceProducts } from './price-products.ts'

interface ProductFilter {
  Type: 'TERM_MATCH' | 'EQUALS' | 'CONTAINS' | 'ANY_OF' | 'NONE_OF'
  Field: string
  Value: string
}

const operations: Operations = {
  DescribeServices: ({ ServiceCode }) => ({
    Services: [...new Set(priceProducts.map(({ serviceCode }) => serviceCode))]
      .filter((code) => ServiceCode === undefined || code === ServiceCode)
      .map((code) => ({ ServiceCode: code, AttributeNames: ['regionCode', 'usagetype', 'productFamily'] })),
    FormatVersion: 'aws_v1',
  }),
  GetProducts: (input) => getProducts(input),
}

/** The Price List service, for what the stack consists of, in two regions. */
export const pricingService = createJsonService('pricing', '1.1', operations)

function getProducts({ ServiceCode, Filters = [], NextToken, MaxResults }: Input): object {
  if (!priceProducts.some(({ serviceCode }) => serviceCode === ServiceCode)) {
    throw new FakeServiceError('InvalidParameterException', `Invalid service code: ${ServiceCode}`)
  }
  const filters = Filters as ProductFilter[]
  const all = priceProducts
    .filter(({ serviceCode }) => serviceCode === ServiceCode)
    .filter((product) => filters.every((filter) => passes(product, filter)))
  const size = readSize(MaxResults, 100)
  const { items, next } = takePage(all, { token: NextToken, size, refusal: 'InvalidNextTokenException' })
  return { FormatVersion: 'aws_v1', PriceList: items.map(writeProduct), NextToken: next }
}

/** Values are compared without regard to case. */
function passes(product: PriceListProduct, { Type, Field, Value }: ProductFilter): boolean {
  const own = { ...product.attributes, productFamily: product.productFamily, sku: product.sku }[Field]?.toLowerCase()
  const wanted = Value.toLowerCase()
  if (Type === 'CONTAINS') return own?.includes(wanted) ?? false
  if (Type === 'ANY_OF') return wanted.split(',').includes(own ?? '')
  if (Type === 'NONE_OF') return !wanted.split(',').includes(own ?? '')
  return own === wanted
}

/** One item of a price list: a JSON text, with the product and its terms. */
function writeProduct({ sku, productFamily, attributes, serviceCode, unit, description, tiers }: PriceListProduct) {
  const term = `${sku}.JRTCKXETXF`
  const dimensions = tiers.map(({ from, to, usd }, index) => {
    const rateCode = `${term}.${index === 0 ? '6YS6EN2CT7' : `TIER${index}`}`
    const range = { beginRange: from, endRange: to }
    return [rateCode, { unit, ...range, description, appliesTo: [], rateCode, pricePerUnit: { USD: usd } }]
  })
  const onDemand = {
    priceDimensions: Object.fromEntries(dimensions),
    sku,
    effectiveDate: '2026-11-01T00:00:00Z',
    offerTermCode: 'JRTCKXETXF',
    termAttributes: {},
  }
  return JSON.stringify({
    product: { productFamily, attributes, sku },
    serviceCode,
    terms: { OnDemand: { [term]: onDemand } },
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
  })
}
