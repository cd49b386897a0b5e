import type { Filter, GetProductsCommandOutput } from '@aws-sdk/client-pricing'
import type { PricedUsage } from '../../../estimates/priced-usage.ts'
import type { AwsEnvironment } from '../environment.ts'
import { readProduct } from './read-product.ts'

/** A price list is asked for one usage type, so more pages than these are not of it. */
const mostPages = 5

/**
 * Price of one unit in the environment's region, on demand and for the first unit of a month.
 * @returns undefined when AWS has none, or several that differ
 * @throws the SDK's errors
 */
export async function findPrice(
  env: AwsEnvironment,
  usage: PricedUsage,
  abortSignal: AbortSignal,
): Promise<number | undefined> {
  const { GetProductsCommand } = await import('@aws-sdk/client-pricing')
  const client = await env.clients.pricing()
  const question = { ServiceCode: usage.service, Filters: listFilters(usage, env.region), FormatVersion: 'aws_v1' }
  const prices = new Set<number>()
  let page: GetProductsCommandOutput | undefined
  for (let count = 0; count < mostPages && (count === 0 || page?.NextToken); count += 1) {
    page = await client.send(new GetProductsCommand({ ...question, NextToken: page?.NextToken }), { abortSignal })
    for (const text of page.PriceList ?? []) {
      const price = readProduct(String(text), usage)
      if (price !== undefined) prices.add(price)
    }
  }
  const [only] = prices
  return prices.size === 1 ? only : undefined
}

/** The usage type has the region's abbreviation before it, which only AWS knows: it is checked in the answer. */
function listFilters({ usageType }: PricedUsage, region: string): Filter[] {
  return [
    { Type: 'TERM_MATCH', Field: 'regionCode', Value: region },
    { Type: 'CONTAINS', Field: 'usagetype', Value: usageType },
  ]
}
