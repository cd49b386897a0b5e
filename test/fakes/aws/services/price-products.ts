import { createHash } from 'node:crypto'

export interface PriceListProduct {
  sku: string
  serviceCode: string
  productFamily: string
  attributes: Record<string, string>
  unit: string
  description: string
  tiers: { from: string; to: string; usd: string }[]
}

interface RegionPrices {
  region: string
  location: string
  /** Older services write no region before the usage type in us-east-1, and `EU-` in eu-west-1. */
  oldPrefix: string
  newPrefix: string
  instances: Record<string, number>
  storage: number
  backup: number
  proxy: number
  endpoint: number
  extendedSupport: number
}

/**
 * Made up for eu-west-1, where they are about a tenth higher than in us-east-1: whoever reads the wrong region's
 * prices is found out.
 */
const regionPrices: readonly RegionPrices[] = [
  {
    region: 'us-east-1',
    location: 'US East (N. Virginia)',
    oldPrefix: '',
    newPrefix: 'USE1-',
    instances: { 'db.t4g.micro': 0.016, 'db.t4g.small': 0.032, 'db.t4g.medium': 0.065, 'db.t4g.large': 0.129 },
    storage: 0.115,
    backup: 0.095,
    proxy: 0.015,
    endpoint: 0.01,
    extendedSupport: 0.1,
  },
  {
    region: 'eu-west-1',
    location: 'EU (Ireland)',
    oldPrefix: 'EU-',
    newPrefix: 'EU-',
    instances: { 'db.t4g.micro': 0.017, 'db.t4g.small': 0.035, 'db.t4g.medium': 0.07, 'db.t4g.large': 0.141 },
    storage: 0.127,
    backup: 0.095,
    proxy: 0.018,
    endpoint: 0.011,
    extendedSupport: 0.112,
  },
]

const deployments = [
  { deploymentOption: 'Single-AZ', instanceUsage: 'InstanceUsage', storageUsage: 'RDS:GP3-Storage', times: 1 },
  { deploymentOption: 'Multi-AZ', instanceUsage: 'Multi-AZUsage', storageUsage: 'RDS:Multi-AZ-GP3-Storage', times: 2 },
] as const

/** All products of the fake price list. A region or class that is not here has none, as on AWS for what it lacks. */
export const priceProducts: readonly PriceListProduct[] = regionPrices.flatMap((prices) => [
  ...makeDatabase(prices),
  ...makeProxy(prices),
  ...makeOthers(prices),
])

function makeDatabase(prices: RegionPrices): PriceListProduct[] {
  return deployments.flatMap(({ deploymentOption, instanceUsage, storageUsage, times }) => {
    const makeInstances = (engine: Record<string, string>, factor: number) =>
      Object.entries(prices.instances).map(([instanceType, usd]) =>
        makeProduct(prices, 'AmazonRDS', 'Database Instance', usd * times * factor, 'Hrs', {
          ...engine,
          deploymentOption,
          instanceType,
          vcpu: '2',
          licenseModel: 'No license required',
          instanceFamily: 'General purpose',
          usagetype: `${prices.oldPrefix}${instanceUsage}:${instanceType}`,
        }),
      )
    // Other engines have the same usage type at another price.
    const others = { databaseEngine: 'PostgreSQL', engineCode: '14', operation: 'CreateDBInstance:0014' }
    const instances = [
      ...makeInstances({ databaseEngine: 'MySQL', engineCode: '2', operation: 'CreateDBInstance:0002' }, 1),
      ...makeInstances(others, 1.125),
    ]
    const storage = makeProduct(prices, 'AmazonRDS', 'Database Storage', prices.storage * times, 'GB-Mo', {
      databaseEngine: 'MySQL',
      engineCode: '2',
      deploymentOption,
      volumeType: 'General Purpose-GP3',
      volumeName: 'gp3',
      storageMedia: 'SSD',
      usagetype: `${prices.oldPrefix}${storageUsage}`,
    })
    return [...instances, storage]
  })
}

/** One product for each engine, at the same price: whoever takes all of them is found out. */
function makeProxy(prices: RegionPrices): PriceListProduct[] {
  const engines = [
    { databaseEngine: 'MySQL', engineCode: '2', operation: 'CreateDBProxy:0002' },
    { databaseEngine: 'PostgreSQL', engineCode: '14', operation: 'CreateDBProxy:0014' },
  ]
  return engines.map((engine) =>
    makeProduct(prices, 'AmazonRDS', 'RDSProxy', prices.proxy, 'vCPU-Hours', {
      ...engine,
      usagetype: `${prices.newPrefix}RDS:ProxyUsage`,
    }),
  )
}

function makeOthers(prices: RegionPrices): PriceListProduct[] {
  const { oldPrefix, newPrefix } = prices
  return [
    makeProduct(prices, 'AmazonRDS', 'Storage Snapshot', prices.backup, 'GB-Mo', {
      databaseEngine: 'MySQL',
      engineCode: '2',
      usagetype: `${oldPrefix}RDS:ChargedBackupUsage`,
    }),
    makeProduct(prices, 'AmazonRDS', 'ExtendedSupport', prices.extendedSupport, 'vCPU-Hours', {
      databaseEngine: 'MySQL',
      usagetype: `${newPrefix}ExtendedSupport:Yr1-Yr2:MySQL8.0`,
    }),
    makeProduct(prices, 'AWSSecretsManager', 'Secret', 0.4, 'Secrets', {
      usagetype: `${newPrefix}AWSSecretsManager-Secrets`,
    }),
    makeProduct(prices, 'AmazonVPC', 'VpcEndpoint', prices.endpoint, 'Hrs', {
      endpointType: 'PrivateLink',
      operation: 'VpcEndpoint',
      usagetype: `${oldPrefix}VpcEndpoint-Hours`,
    }),
    makeProduct(prices, 'AmazonCloudWatch', 'Alarm', 0.1, 'Alarms', {
      alarmType: 'Standard',
      usagetype: `${oldPrefix}CW:AlarmMonitorUsage`,
    }),
    makeHttpApi(prices),
  ]
}

/** Cheaper by a tenth from the 300 millionth request on. */
function makeHttpApi(prices: RegionPrices): PriceListProduct {
  const product = makeProduct(prices, 'AmazonApiGateway', 'API Calls', 0.000001, 'Requests', {
    operation: 'ApiGatewayHttpApi',
    usagetype: `${prices.newPrefix}ApiGatewayHttpRequest`,
  })
  const tiers = [
    { from: '0', to: '300000000', usd: '0.0000010000' },
    { from: '300000000', to: 'Inf', usd: '0.0000009000' },
  ]
  return { ...product, tiers }
}

function makeProduct(
  { region, location }: RegionPrices,
  serviceCode: string,
  productFamily: string,
  usd: number,
  unit: string,
  attributes: Record<string, string>,
): PriceListProduct {
  const name = `${serviceCode} ${attributes.usagetype} ${attributes.operation} ${attributes.databaseEngine}`
  const sku = createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()
  return {
    sku,
    serviceCode,
    productFamily,
    attributes: {
      servicecode: serviceCode,
      location,
      locationType: 'AWS Region',
      regionCode: region,
      ...attributes,
    },
    unit,
    description: `$${usd} per ${unit}`,
    tiers: [{ from: '0', to: 'Inf', usd: usd.toFixed(10) }],
  }
}
