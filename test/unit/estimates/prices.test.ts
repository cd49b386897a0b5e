import { describe, expect, it } from 'vitest'
import { priceTable } from '../../../src/estimates/price-table.ts'
import { estimatePrice, listPricedUsages } from '../../../src/estimates/prices.ts'
import type { Template } from '../../../src/estimates/template.ts'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { synthesize } from '../../../stack/app.ts'
import { makeInput, variants } from '../stack/example-input.ts'

function makeTemplate(changes: Partial<AwsSettings> = {}): Template {
  return synthesize(makeInput(changes)).template as Template
}

/** The stack with its database's properties changed, for what no setting makes. */
function changeDatabase(template: Template, properties: Record<string, unknown>): Template {
  return changeKind(template, 'AWS::RDS::DBInstance', properties)
}

function changeKind(template: Template, type: string, properties: Record<string, unknown>): Template {
  const entries = Object.entries(template.Resources ?? {}).map(([id, resource]) =>
    resource.Type === type
      ? [id, { ...resource, Properties: { ...resource.Properties, ...properties } }]
      : [id, resource],
  )
  return { Resources: Object.fromEntries(entries) }
}

const priceOf = (template: Template, region = 'us-east-1') => estimatePrice(template, region)
const lineOf = (template: Template, name: string) => priceOf(template).lines.find((line) => line.name.startsWith(name))

describe('the price of the real stack', () => {
  it.each([
    ['without an endpoint', makeTemplate({ clientAuth: 'iam' }), 36.28],
    ['with an endpoint in one zone', makeTemplate({ clientAuth: 'secret' }), 43.58],
    [
      'with an endpoint in two zones',
      changeKind(makeTemplate({ clientAuth: 'secret' }), 'AWS::EC2::VPCEndpoint', { SubnetIds: ['one', 'two'] }),
      50.88,
    ],
  ])('%s is what was worked out by hand', (_, template, perMonth) => {
    expect(priceOf(template).perMonth).toBe(perMonth)
  })

  it('is made of these lines', () => {
    expect(priceOf(makeTemplate({ clientAuth: 'secret' })).lines).toEqual([
      { name: 'Database, db.t4g.micro', perHour: 0.016, perMonth: 11.68 },
      { name: 'Storage, 20 GiB gp3', perHour: 0.0032, perMonth: 2.3 },
      { name: 'RDS Proxy, 2 vCPUs', perHour: 0.03, perMonth: 21.9 },
      { name: 'Endpoint of Secrets Manager, 1 zone', perHour: 0.01, perMonth: 7.3 },
      { name: 'Secret', perHour: 0.0005, perMonth: 0.4 },
    ])
  })

  it('counts the secret that RDS keeps', () => {
    expect(lineOf(makeTemplate({ clientAuth: 'iam' }), 'Secret')).toEqual({
      name: 'Secret, managed by RDS',
      perHour: 0.0005,
      perMonth: 0.4,
    })
  })

  // 2 x 47.45 + 2 x 2.30 + 21.90 + 2 x 7.30 + 0.40 + 8 x 0.10; two of the eight metrics are in one expression.
  it('doubles database and storage for Multi-AZ, and not the proxy', () => {
    const price = priceOf(makeTemplate({ preset: 'production', clientAuth: 'secret', instanceClass: 'db.t4g.medium' }))
    expect(Object.fromEntries(price.lines.map(({ name, perMonth }) => [name, perMonth]))).toEqual({
      'Database, db.t4g.medium, Multi-AZ': 94.9,
      'Storage, 20 GiB gp3, Multi-AZ': 4.6,
      'RDS Proxy, 2 vCPUs': 21.9,
      'Endpoint of Secrets Manager, 2 zones': 14.6,
      Secret: 0.4,
      'Alarms on 8 metrics': 0.8,
    })
    expect(price.perMonth).toBe(137.2)
    expect(price.notes).toHaveLength(3)
    expect(price.notes.join(' ')).toMatch(/alarm metrics .* are free.*without its standby's.*final snapshot/)
  })

  it.each([
    ['db.t4g.micro', 0.016, 11.68],
    ['db.t4g.small', 0.032, 23.36],
    ['db.t4g.medium', 0.065, 47.45],
  ])('has %s at its price', (instanceClass, perHour, perMonth) => {
    expect(lineOf(makeTemplate({ instanceClass }), 'Database')).toMatchObject({ perHour, perMonth })
  })

  it('bills storage by its size', () => {
    expect(lineOf(makeTemplate({ storageGib: 100 }), 'Storage')).toMatchObject({ perMonth: 11.5 })
  })

  it.each([
    ['8.4', 'learning', undefined],
    ['8.0', 'learning', 146],
    ['8.0.46', 'learning', 146],
    ['8.0', 'production', 292],
  ] as const)('adds to MySQL %s of a %s environment %s USD of Extended Support', (engineVersion, preset, perMonth) => {
    expect(lineOf(makeTemplate({ engineVersion, preset }), 'Extended Support')?.perMonth).toBe(perMonth)
  })

  it.each([
    ['learning', '146.00 USD a month on db.t4g.micro that'],
    ['production', '292.00 USD a month on db.t4g.micro with its standby that'],
  ] as const)('tells the surcharge in a sentence: %s', (preset, words) => {
    const { notes } = priceOf(makeTemplate({ engineVersion: '8.0', preset, instanceClass: 'db.t4g.micro' }))
    expect(notes[0]).toContain(`MySQL 8.0 is in paid Extended Support: ${words}`)
    expect(priceOf(makeTemplate({ engineVersion: '8.4', preset })).notes.join()).not.toContain('Extended Support')
  })

  it('has the third year of MySQL 5.7 at twice the price', () => {
    const template = changeDatabase(makeTemplate(), { EngineVersion: '5.7.44' })
    expect(lineOf(template, 'Extended Support of MySQL 5.7')?.perMonth).toBe(292)
  })

  it.each(variants)('leaves no kind of resource undecided: $name', ({ changes }) => {
    const price = priceOf(makeTemplate(changes))
    expect(price.unpriced).toEqual([])
    expect(price.lines.length).toBeGreaterThan(3)
  })

  it.each(variants)('shows totals that the lines add up to: $name', ({ changes }) => {
    const { lines, perHour, perMonth, afterOneHour } = priceOf(makeTemplate(changes))
    expect(lines.reduce((sum, line) => sum + line.perMonth, 0)).toBeCloseTo(perMonth, 6)
    expect(lines.reduce((sum, line) => sum + line.perHour, 0)).toBeCloseTo(perHour, 6)
    expect(afterOneHour).toBeGreaterThanOrEqual(perHour)
    expect(afterOneHour - perHour).toBeLessThan(0.01)
  })
})

describe('the price of the proxy', () => {
  it.each([
    ['db.t4g.micro', 2, 21.9],
    ['db.m7g.large', 2, 21.9],
    ['db.t4g.xlarge', 4, 43.8],
    ['db.m7g.2xlarge', 8, 87.6],
    ['db.r7g.16xlarge', 64, 700.8],
  ])('follows the vCPUs of %s', (instanceClass, vcpus, perMonth) => {
    expect(lineOf(makeTemplate({ instanceClass }), 'RDS Proxy')).toMatchObject({
      name: `RDS Proxy, ${vcpus} vCPUs`,
      perMonth,
    })
  })
})

describe('what the table does not know', () => {
  it('is named, and no price is made up', () => {
    const price = priceOf(makeTemplate({ instanceClass: 'db.m7g.large' }))
    expect(price.unpriced).toEqual(['Database, db.m7g.large'])
    expect(price.perMonth).toBe(31.9)
  })

  it.each([
    ['the proxy of a size of another name', { DBInstanceClass: 'db.x9.metal' }, ['Database, db.x9.metal', 'RDS Proxy']],
    ['storage of another type', { StorageType: 'io2' }, ['Storage, 20 GiB io2']],
    [
      'a class that only CloudFormation knows',
      { DBInstanceClass: { Ref: 'Class' } },
      ['Database, of unknown class', 'RDS Proxy'],
    ],
  ])('may be %s', (_, properties, unpriced) => {
    expect(priceOf(changeDatabase(makeTemplate(), properties)).unpriced).toEqual(unpriced)
  })

  it('may be a kind of resource that nobody has decided on', () => {
    const price = priceOf({ Resources: { Nat: { Type: 'AWS::EC2::NatGateway' }, Vpc: { Type: 'AWS::EC2::VPC' } } })
    expect(price).toMatchObject({ unpriced: ['AWS::EC2::NatGateway'], lines: [], perMonth: 0 })
  })

  it('is not an endpoint of the type that is free', () => {
    const price = priceOf({ Resources: { S3: { Type: 'AWS::EC2::VPCEndpoint', Properties: {} } } })
    expect(price).toMatchObject({ unpriced: [], lines: [] })
  })
})

describe('what costs by use', () => {
  it('is listed beside the total', () => {
    const { usage } = priceOf(makeTemplate())
    expect(usage.map(({ name, amount, per }) => [name, amount, per])).toEqual([
      ['HTTP API', 1, 'million requests'],
      ['functions and logs', undefined, undefined],
      ['CPU above the base share', 0.075, 'vCPU-hour'],
      ['data transfer', undefined, undefined],
    ])
  })

  it('is also backups, where they are made', () => {
    expect(priceOf(makeTemplate({ preset: 'production', storageGib: 50 })).usage).toContainEqual({
      name: 'backups above 50 GiB',
      amount: 0.095,
      per: 'GiB-month',
    })
  })

  it('is not CPU credits of classes that have none', () => {
    const names = priceOf(makeTemplate({ instanceClass: 'db.m7g.large' })).usage.map(({ name }) => name)
    expect(names).not.toContain('CPU above the base share')
  })
})

describe('prices that AWS was asked for', () => {
  const template = makeTemplate({ clientAuth: 'iam' })
  const asked = { region: 'eu-west-1', date: '2026-11-23', figures: { 'InstanceUsage:db.t4g.micro': 0.5 } }

  it('go before those of the table', () => {
    const { lines } = estimatePrice(template, 'eu-west-1', asked)
    expect(lines[0]).toEqual({ name: 'Database, db.t4g.micro', perHour: 0.5, perMonth: 365 })
    expect(lines[2]).toEqual({ name: 'RDS Proxy, 2 vCPUs', perHour: 0.03, perMonth: 21.9 })
  })

  it('are told apart from them', () => {
    const { source } = estimatePrice(template, 'eu-west-1', { ...asked, reason: 'it did not answer in time' })
    expect(source).toMatchObject({ kind: 'price-list', date: '2026-11-23', region: 'eu-west-1' })
    expect(source.statement).toBe(
      "Estimate by AWS's price list for eu-west-1, asked on 2026-11-23. From this program's table of 2026-11 for us-east-1: " +
        'storage, RDS Proxy, secret, HTTP API, CPU credits, as it did not answer in time. ' +
        'Prices in eu-west-1 differ, by how much the table does not know.',
    )
  })

  it('say why there are none', () => {
    const { source } = estimatePrice(template, 'eu-west-1', { ...asked, figures: {}, reason: 'nobody listens' })
    expect(source).toMatchObject({
      kind: 'table',
      statement: expect.stringContaining('AWS was not asked: nobody listens.'),
    })
  })

  it('are asked for by what bills call it', () => {
    expect(listPricedUsages(template).map(({ usageType }) => usageType)).toEqual([
      'InstanceUsage:db.t4g.micro',
      'RDS:GP3-Storage',
      'RDS:ProxyUsage',
      'AWSSecretsManager-Secrets',
      'ApiGatewayHttpRequest',
      'CPUCredits:db.t4g',
    ])
  })
})

describe('the source of the prices', () => {
  it('is the table with its date, and says that it is an estimate', () => {
    const { source } = priceOf(makeTemplate())
    expect(source).toMatchObject({ kind: 'table', date: priceTable.date, region: 'us-east-1' })
    expect(source.statement).toMatch(/^Estimate by this program's table of \d{4}-\d{2} for us-east-1/)
    expect(source.statement).not.toContain('differ')
  })

  it('says that another region has other prices', () => {
    const { source } = priceOf(makeTemplate(), 'eu-west-1')
    expect(source.region).toBe('us-east-1')
    expect(source.statement).toContain('Prices in eu-west-1 differ')
  })
})
