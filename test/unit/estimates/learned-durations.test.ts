import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { estimateDuration } from '../../../src/estimates/durations.ts'
import { learnDurations, learnedDurationsFile, readLearnedDurations } from '../../../src/estimates/learned-durations.ts'

const database = { kind: 'AWS::RDS::DBInstance', verb: 'create' } as const

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durations-'))
  file = join(folder, 'state', 'durations.json')
})

afterEach(() => vi.unstubAllEnvs())

async function learnAll(seconds: number[], region = 'eu-west-1') {
  for (const each of seconds) await learnDurations(region, [{ ...database, seconds: each }], file)
}

const findDatabase = async (region = 'eu-west-1') =>
  (await readLearnedDurations(region, file)).find(database.kind, database.verb)

describe('learned durations', () => {
  it('are the median, so that one slow day does not count', async () => {
    await learnAll([300, 320, 4000])
    expect(await findDatabase()).toBe(320)
    await learnAll([340])
    expect(await findDatabase()).toBe(330)
  })

  it('come from the last ten', async () => {
    await learnAll([...Array(10).fill(900), ...Array(10).fill(300)])
    expect(await findDatabase()).toBe(300)
    const store = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, number[]>>
    expect(store['eu-west-1']?.['AWS::RDS::DBInstance create']).toHaveLength(10)
  })

  it('belong to a region, a kind and a verb', async () => {
    await learnAll([300])
    expect(await findDatabase('us-east-1')).toBeUndefined()
    const learned = await readLearnedDurations('eu-west-1', file)
    expect(learned.find(database.kind, 'delete')).toBeUndefined()
    expect(learned.find('AWS::RDS::DBProxy', 'create')).toBeUndefined()
  })

  it('are readable by their user only, and no draft stays behind', async () => {
    await learnAll([300, 301])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'state'))).toEqual(['durations.json'])
  })

  it.each(['not JSON', '[]', '{"eu-west-1": 3}', '{"eu-west-1": {"AWS::RDS::DBInstance create": ["x", -1, null]}}'])(
    'begin anew with a broken file: %s',
    async (content) => {
      await learnAll([1])
      writeFileSync(file, content)
      expect(await findDatabase()).toBeUndefined()
      await learnAll([250])
      expect(await findDatabase()).toBe(250)
    },
  )

  it('take nothing that was not measured', async () => {
    await learnAll([Number.NaN, -5, 1e9])
    expect(readdirSync(folder)).toEqual([])
  })

  it('lie in the state folder of the user', () => {
    vi.stubEnv('XDG_STATE_HOME', '/tmp/states')
    expect(learnedDurationsFile()).toBe('/tmp/states/rds-proxy-webhook/durations.json')
    vi.stubEnv('XDG_STATE_HOME', 'relative')
    expect(learnedDurationsFile()).toMatch(/^\/.*rds-proxy-webhook\/durations\.json$/)
    expect(learnedDurationsFile()).not.toContain('relative')
  })
})

describe('an estimate', () => {
  const template = {
    Resources: {
      Db: { Type: 'AWS::RDS::DBInstance' },
      Group: { Type: 'AWS::RDS::DBProxyTargetGroup', DependsOn: 'Db' },
    },
  }

  it('prefers what was learned and says so', async () => {
    await learnAll([200])
    const duration = estimateDuration(template, await readLearnedDurations('eu-west-1', file))
    expect(duration).toMatchObject({ seconds: 285, atLeast: 285, atMost: 285 })
    expect(duration.criticalPath.map(({ figure }) => figure)).toEqual(['learned', 'published'])
    expect(duration.statement).toContain('your own earlier deploys')
  })

  it('keeps to published figures as long as nothing was learned', () => {
    expect(estimateDuration(template)).toMatchObject({ seconds: 680, atLeast: 355 })
    expect(estimateDuration(template).statement).not.toContain('your own')
  })
})
