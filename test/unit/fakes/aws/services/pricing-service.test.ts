import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeAws, startFakeAws } from '../../../../fakes/aws/server.ts'
import { reach } from '../whole-stack.ts'

let aws: FakeAws
let client: PricingClient

beforeAll(async () => {
  aws = await startFakeAws()
  client = new PricingClient(reach(aws, 'us-east-1'))
})

afterAll(() => aws.close())

async function readPrices(ServiceCode: string, attributes: Record<string, string>) {
  const Filters = Object.entries(attributes).map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value }))
  const { PriceList } = await client.send(new GetProductsCommand({ ServiceCode, Filters }))
  return (PriceList ?? []).map((text: unknown) => {
    const { terms } = JSON.parse(String(text)) as { terms: { OnDemand: Record<string, Term> } }
    const [term] = Object.values(terms.OnDemand)
    return Object.values(term?.priceDimensions ?? {}).map(({ unit, pricePerUnit }) => [unit, Number(pricePerUnit.USD)])
  })
}

interface Term {
  priceDimensions: Record<string, { unit: string; pricePerUnit: { USD: string } }>
}

describe('the price list', () => {
  it('P1 has what the stack consists of, region by region', async () => {
    const instance = { instanceType: 'db.t4g.micro', databaseEngine: 'MySQL', deploymentOption: 'Single-AZ' }
    expect(await readPrices('AmazonRDS', { ...instance, regionCode: 'us-east-1' })).toEqual([[['Hrs', 0.016]]])
    expect(await readPrices('AmazonRDS', { ...instance, regionCode: 'eu-west-1' })).toEqual([[['Hrs', 0.017]]])
    expect(await readPrices('AmazonRDS', { ...instance, regionCode: 'sa-east-1' })).toEqual([])
    const proxy = { usagetype: 'USE1-RDS:ProxyUsage', databaseEngine: 'MySQL' }
    expect(await readPrices('AmazonRDS', proxy)).toEqual([[['vCPU-Hours', 0.015]]])
    expect(await readPrices('AmazonVPC', { usagetype: 'VpcEndpoint-Hours' })).toEqual([[['Hrs', 0.01]]])
    const secret = { usagetype: 'USE1-AWSSecretsManager-Secrets' }
    expect(await readPrices('AWSSecretsManager', secret)).toEqual([[['Secrets', 0.4]]])
  })

  it('P1 has prices that fall with the amount', async () => {
    const api = { usagetype: 'USE1-ApiGatewayHttpRequest' }
    const tiers = [
      ['Requests', 0.000001],
      ['Requests', 0.0000009],
    ]
    expect(await readPrices('AmazonApiGateway', api)).toEqual([tiers])
  })

  it('P2 comes page by page', async () => {
    const one = await client.send(new GetProductsCommand({ ServiceCode: 'AmazonRDS', MaxResults: 10 }))
    const { NextToken } = one
    const two = await client.send(new GetProductsCommand({ ServiceCode: 'AmazonRDS', MaxResults: 100, NextToken }))
    expect(one.PriceList).toHaveLength(10)
    expect(new Set([...(one.PriceList ?? []), ...(two.PriceList ?? [])]).size).toBe(44)
    expect(two.NextToken).toBeUndefined()
  })
})
