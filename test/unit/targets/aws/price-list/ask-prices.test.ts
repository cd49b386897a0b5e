import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../../../src/errors.ts'
import { estimatePrice, listPricedUsages } from '../../../../../src/estimates/prices.ts'
import type { Template } from '../../../../../src/estimates/template.ts'
import type { AwsSettings } from '../../../../../src/settings/settings.ts'
import { type AskOptions, askPrices } from '../../../../../src/targets/aws/price-list/ask-prices.ts'
import { synthesize } from '../../../../../stack/app.ts'
import { type FakeAws, startFakeAws } from '../../../../fakes/aws/server.ts'
import { makeInput } from '../../../stack/example-input.ts'
import { useAwsConfiguration } from '../aws-configuration.ts'
import { makeEnvironment } from '../aws-environment.ts'

useAwsConfiguration()

let fake: FakeAws
let folder: string

beforeEach(async () => {
  fake = await startFakeAws({ region: 'eu-west-1' })
  folder = mkdtempSync(join(tmpdir(), 'prices-'))
  for (const [name, value] of Object.entries(fake.env)) vi.stubEnv(name, value)
})

afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const makeTemplate = (changes: Partial<AwsSettings> = {}) => synthesize(makeInput(changes)).template as Template
const now = () => new Date('2026-11-23T12:00:00Z')
const cacheFile = () => join(folder, 'sub', 'eu-west-1.json')

function ask(template: Template, region = 'eu-west-1', options: AskOptions = {}) {
  const env = makeEnvironment({ region })
  return askPrices(env, listPricedUsages(template), { now, cacheFile: cacheFile(), ...options })
}

const priceOf = async (template: Template, region = 'eu-west-1', options: AskOptions = {}) =>
  estimatePrice(template, region, await ask(template, region, options))

describe('an estimate with prices asked from AWS', () => {
  it("has the region's own prices, and says so", async () => {
    const price = await priceOf(makeTemplate({ clientAuth: 'secret' }))
    expect(Object.fromEntries(price.lines.map(({ name, perHour }) => [name, perHour]))).toEqual({
      'Database, db.t4g.micro': 0.017,
      'Storage, 20 GiB gp3': 0.0035,
      'RDS Proxy, 2 vCPUs': 0.036,
      'Endpoint of Secrets Manager, 1 zone': 0.011,
      Secret: 0.0005,
    })
    expect(price.source).toMatchObject({ kind: 'price-list', date: '2026-11-23', region: 'eu-west-1' })
    expect(price.source.statement).toMatch(/^Estimate by AWS's price list for eu-west-1, asked on 2026-11-23/)
    expect(price.usage).toContainEqual({ name: 'HTTP API', amount: 1, per: 'million requests' })
  })

  it('says what is still of the table', async () => {
    const { source } = await priceOf(makeTemplate())
    expect(source.statement).toMatch(/From this program's table of 2026-11 for us-east-1: CPU credits\./)
  })

  it('has a standby in it once', async () => {
    const { lines } = await priceOf(makeTemplate({ preset: 'production', instanceClass: 'db.t4g.medium' }))
    const perHour = Object.fromEntries(lines.map((line) => [line.name, line.perHour]))
    expect(perHour['Database, db.t4g.medium, Multi-AZ']).toBe(0.14)
    expect(perHour['Storage, 20 GiB gp3, Multi-AZ']).toBe(0.007)
  })

  it('knows classes that the table does not', async () => {
    expect((await priceOf(makeTemplate({ instanceClass: 'db.t4g.large' }))).unpriced).toEqual([])
  })

  it("tells the surcharge of the region's own Extended Support", async () => {
    const { notes, lines } = await priceOf(makeTemplate({ engineVersion: '8.0' }))
    expect(lines.find(({ name }) => name.startsWith('Extended'))?.perMonth).toBe(163.52)
    expect(notes[0]).toBe(
      'MySQL 8.0 is in paid Extended Support: 163.52 USD a month on db.t4g.micro that MySQL 8.4 does not cost.',
    )
  })

  it('asks each thing once', async () => {
    const template = makeTemplate({ clientAuth: 'secret' })
    await ask(template)
    expect(fake.calls.filter(({ operation }) => operation === 'GetProducts')).toHaveLength(
      listPricedUsages(template).length,
    )
  })
})

describe('prices that were asked', () => {
  it('are kept for a day, for their owner only', async () => {
    const template = makeTemplate()
    const first = await ask(template)
    const calls = fake.calls.length
    const later = () => new Date('2026-11-24T11:00:00Z')
    expect(await ask(template, 'eu-west-1', { now: later })).toEqual(first)
    expect(fake.calls).toHaveLength(calls)
    expect(statSync(cacheFile()).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['a day later', '2026-11-24T12:00:01Z'],
    ['when the clock went back', '2026-11-22T12:00:00Z'],
  ])('are asked again %s', async (_, time) => {
    await ask(makeTemplate())
    const calls = fake.calls.length
    const asked = await ask(makeTemplate(), 'eu-west-1', { now: () => new Date(time) })
    expect(fake.calls.length).toBe(calls * 2)
    expect(asked.date).toBe(time.slice(0, 10))
  })

  it('are asked again when the file is broken, and it is replaced', async () => {
    await ask(makeTemplate())
    writeFileSync(cacheFile(), '{"InstanceUsage:db.t4g.micro": {"usd": "free"')
    expect((await ask(makeTemplate())).figures['InstanceUsage:db.t4g.micro']).toBe(0.017)
    expect(JSON.parse(readFileSync(cacheFile(), 'utf8'))).toHaveProperty(['RDS:ProxyUsage', 'usd'], 0.018)
  })

  it('do not need a place to be kept', async () => {
    writeFileSync(join(folder, 'file'), '')
    const inFile = join(folder, 'file', 'prices.json')
    expect((await ask(makeTemplate(), 'eu-west-1', { cacheFile: inFile })).figures).toHaveProperty('RDS:ProxyUsage')
    expect(existsSync(inFile)).toBe(false)
  })
})

describe('an estimate without AWS', () => {
  it('is by the table when the caller may not ask, and says so', async () => {
    fake.faults.refuse('pricing:GetProducts')
    const { source, perMonth } = await priceOf(makeTemplate({ clientAuth: 'secret' }))
    expect(source.kind).toBe('table')
    expect(source.statement).toContain('these credentials may not ask for prices (pricing:GetProducts)')
    expect(perMonth).toBe(43.58)
    expect(existsSync(cacheFile())).toBe(false)
  })

  it('is by the table when nobody answers in time', async () => {
    const { source } = await priceOf(makeTemplate(), 'eu-west-1', { patience: 0 })
    expect(source).toMatchObject({ kind: 'table', statement: expect.stringContaining('it did not answer in time') })
  })

  it('is by the table when there is no network', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1')
    const { source } = await priceOf(makeTemplate(), 'eu-west-1', { patience: 300 })
    expect(source).toMatchObject({ kind: 'table' })
  })

  it('is by the table in other partitions, which nobody is asked for', async () => {
    const { source } = await priceOf(makeTemplate(), 'cn-north-1')
    expect(source.statement).toContain('its price list is for other partitions')
    expect(fake.calls).toEqual([])
  })

  it('is by the table in a region that AWS lists no prices for', async () => {
    expect((await priceOf(makeTemplate(), 'eu-south-2')).source.kind).toBe('table')
  })

  it('takes no prices of another region', async () => {
    const asked = await ask(makeTemplate())
    expect(estimatePrice(makeTemplate(), 'us-east-1', asked).source.kind).toBe('table')
  })

  it('ends with Ctrl-C', async () => {
    await expect(ask(makeTemplate(), 'eu-west-1', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Interrupted)
  })
})
