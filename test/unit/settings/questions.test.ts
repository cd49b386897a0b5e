import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { checkValue, readValue } from '../../../src/settings/check-value.ts'
import { isEnvironmentName } from '../../../src/settings/environment-name.ts'
import { buildFlags } from '../../../src/settings/flags.ts'
import { nameVariable, type Question } from '../../../src/settings/question.ts'
import { questions } from '../../../src/settings/questions.ts'
import { resolveSettings } from '../../../src/settings/resolve.ts'
import { buildSchema } from '../../../src/settings/schema.ts'
import type { AwsSettings, LocalSettings, TargetKind } from '../../../src/settings/settings.ts'

/** Without the AWS configuration of whoever runs the tests. */
const noConfiguration = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' }
const surroundings = { env: noConfiguration, workingDirectory: '/project' }

function find(flag: string): Question {
  const found = questions.find((question) => question.flag === flag)
  if (!found) throw new Error(`no question has the flag ${flag}`)
  return found
}

async function defaultsOf(target: TargetKind, env: NodeJS.ProcessEnv = {}) {
  return resolveSettings({
    flags: { target },
    surroundings: { ...surroundings, env: { ...noConfiguration, ...env } },
    unanswered: 'default',
    environment: 'new-or-existing',
  })
}

describe('the list', () => {
  test('keys, flags and variables are unique', () => {
    for (const name of [(q: Question) => q.key, (q: Question) => q.flag, nameVariable]) {
      expect(new Set(questions.map(name)).size).toBe(questions.length)
    }
  })

  test('has the flags that scripts rely on', () => {
    expect(questions.map((question) => question.flag)).toEqual(
      expect.arrayContaining(
        'target env port region instance-class max-connections-percent max-idle-connections-percent borrow-timeout idle-client-timeout require-tls database-max-connections public-page'.split(
          ' ',
        ),
      ),
    )
    expect(nameVariable(find('max-connections-percent'))).toBe('RDS_PROXY_WEBHOOK_MAX_CONNECTIONS_PERCENT')
  })

  test('init asks for these on this computer, in this order', () => {
    const asked = questions.filter((q) => q.asked === 'always' && q.targets.includes('local'))
    expect(asked.map((question) => question.flag)).toEqual(
      'target env port database-max-connections max-connections-percent max-idle-connections-percent borrow-timeout idle-client-timeout require-tls pinning-filter init-query public-page'.split(
        ' ',
      ),
    )
  })

  test('choices say what they mean, with the money where it costs', () => {
    const meanings = (flag: string) => {
      const { kind } = find(flag)
      return kind.type === 'text' ? kind.suggestions?.map(({ value, meaning }) => `${value}: ${meaning}`) : []
    }
    expect(meanings('engine-version')).toEqual([
      '8.4: standard support until 2029-07-31',
      '8.0: paid Extended Support, about 146 USD more a month; twice that with preset production',
    ])
    expect(meanings('instance-class')?.[0]).toBe('db.t4g.micro: 0.016 USD an hour in us-east-1, about 60 connections')
    for (const each of meanings('instance-class') ?? []) expect(each).not.toContain('undefined')
  })

  test('every question says why, in one line that fits a terminal', () => {
    for (const question of questions) {
      expect(question.why.length, question.key).toBeGreaterThan(20)
      expect(question.why.length, question.key).toBeLessThanOrEqual(118)
      expect(question.why, question.key).not.toContain('\n')
    }
  })
})

describe('defaults', () => {
  test('of this computer are complete settings', async () => {
    const expected: LocalSettings = {
      target: 'local',
      port: 3000,
      databaseMaxConnections: 60,
      functionConcurrency: 50,
      mysqld: '',
      proxy: {
        maxConnectionsPercent: 100,
        maxIdleConnectionsPercent: 50,
        borrowTimeout: 120,
        idleClientTimeout: 1800,
        requireTls: true,
        pinningFilter: 'none',
        initQuery: '',
      },
      publicPage: true,
      throttling: { rateLimit: 10_000, burstLimit: 5_000 },
    }
    const resolved = await defaultsOf('local')
    expect(resolved.settings).toStrictEqual(expected)
    expect(resolved.environment).toBe('local')
  })

  test('of AWS are complete settings', async () => {
    const expected: AwsSettings = {
      target: 'aws',
      profile: '',
      account: '',
      region: 'us-east-1',
      preset: 'learning',
      instanceClass: 'db.t4g.micro',
      engineVersion: '8.4',
      storageGib: 20,
      clientAuth: 'secret',
      debugLogging: false,
      logRetentionDays: 7,
      tracing: false,
      vpcId: '',
      subnetIds: '',
      secretsEndpoint: 'own',
      tags: {},
      proxy: ((await defaultsOf('local')).settings as LocalSettings).proxy,
      publicPage: true,
      throttling: { rateLimit: 100, burstLimit: 200 },
    }
    const resolved = await defaultsOf('aws')
    expect(resolved.settings).toStrictEqual(expected)
    expect(resolved.environment).toBe('aws')
  })

  test('follow earlier answers and the surroundings', async () => {
    const production = await resolveSettings({
      flags: { target: 'aws', preset: 'production', 'max-connections-percent': '75' },
      surroundings: { ...surroundings, env: { AWS_REGION: 'eu-central-1' } },
      unanswered: 'default',
      environment: 'new-or-existing',
    })
    expect(production.settings).toMatchObject({
      region: 'eu-central-1',
      instanceClass: 'db.t4g.medium',
      logRetentionDays: 90,
      publicPage: false,
      proxy: { maxConnectionsPercent: 75, maxIdleConnectionsPercent: 37 },
    })
  })

  test('are values that the question itself accepts', async () => {
    for (const target of ['local', 'aws'] as const) {
      const { settings } = await defaultsOf(target)
      const answers = { ...settings, 'proxy.maxConnectionsPercent': 100 } as never
      for (const question of questions.filter((each) => each.targets.includes(target))) {
        const value = question.defaultValue({ target, 'proxy.maxConnectionsPercent': 100 }, surroundings)
        expect(checkValue(question, value, answers), question.key).toEqual({ value })
      }
    }
  })
})

describe('values', () => {
  test.each([
    ['port', '0', 0],
    ['port', ' 65535 ', 65535],
    ['idle-client-timeout', '28800', 28_800],
    ['borrow-timeout', '0', 0],
    ['require-tls', 'No', false],
    ['public-page', '1', true],
    ['pinning-filter', 'exclude-variable-sets', 'exclude-variable-sets'],
    ['init-query', '', ''],
    ['region', 'us-gov-west-1', 'us-gov-west-1'],
    ['engine-version', '8.4.10', '8.4.10'],
    ['tag', 'team=web,cost center=12', { team: 'web', 'cost center': '12' }],
  ])('--%s takes "%s"', (flag, text, value) => {
    expect(readValue(find(flag), text, { 'proxy.maxConnectionsPercent': 100 })).toEqual({ value })
  })

  test.each([
    ['port', '65536', 'must be a whole number from 0 to 65535'],
    ['port', '-1', 'must be a whole number from 0 to 65535'],
    ['port', '3e3', 'must be a whole number from 0 to 65535'],
    ['port', '', 'must be a whole number from 0 to 65535'],
    ['max-connections-percent', '0', 'must be a whole number from 1 to 100'],
    ['max-connections-percent', '101', 'must be a whole number from 1 to 100'],
    ['borrow-timeout', '301', 'must be a whole number from 0 to 300'],
    ['idle-client-timeout', '0', 'must be a whole number from 1 to 28800'],
    ['require-tls', 'maybe', 'must be true or false'],
    ['target', 'azure', 'must be local or aws'],
    ['init-query', 'SELECT 1\0', 'must be text of up to 4096 characters'],
    ['instance-class', 't4g.micro', 'must be an RDS instance class, such as db.t4g.micro'],
    ['region', 'eu-wset-1', 'must be a region of AWS with RDS Proxy (the nearest name is eu-west-1)'],
    ['region', 'eu-west-9', 'must be a region of AWS with RDS Proxy (the nearest name is eu-west-1)'],
    ['region', 'ap-east-2', 'must be a region with RDS Proxy, which Asia Pacific (Taipei) has not'],
    ['region', 'Ireland', 'must be the name of an AWS region, such as eu-central-1'],
    ['engine-version', '5.7', 'must be a MySQL version of 8.4 or 8.0, such as 8.4 or 8.4.10'],
    ['tag', 'aws:x=1', 'must be KEY=VALUE, with keys and values that AWS accepts as tags'],
    ['tag', 'novalue', 'must be KEY=VALUE, with keys and values that AWS accepts as tags'],
  ])('--%s refuses "%s"', (flag, text, problem) => {
    expect(readValue(find(flag), text, { 'proxy.maxConnectionsPercent': 100 })).toEqual({ problem })
  })

  test('idle connections cannot be more than all, IAM needs TLS, retention is a number that CloudWatch knows', () => {
    expect(readValue(find('max-idle-connections-percent'), '31', { 'proxy.maxConnectionsPercent': 30 })).toEqual({
      problem: expect.stringContaining('--max-connections-percent, 30'),
    })
    expect(readValue(find('require-tls'), 'false', { clientAuth: 'iam' })).toEqual({
      problem: 'must be true with --client-auth iam',
    })
    expect(readValue(find('log-retention'), '8', {})).toEqual({ problem: expect.stringContaining('7, 14') })
  })

  test('names of environments follow the rule for names of proxies, and long ones are refused at once', () => {
    for (const name of ['a', 'local', 'my-env-2', 'a'.repeat(32)]) expect(isEnvironmentName(name), name).toBe(true)
    for (const name of ['', '1a', 'a--b', 'a-', '-a', 'a_b', 'a b', '__proto__', 'é', `${'a'.repeat(31)}-!`]) {
      expect(isEnvironmentName(name), name).toBe(false)
    }
  })
})

describe('flags', () => {
  test('there is one for each question, and its help names the variable', () => {
    const flags = buildFlags()
    expect(Object.keys(flags)).toEqual(questions.map((question) => question.flag))
    for (const question of questions) expect(flags[question.flag]?.summary).toContain(nameVariable(question))
    expect(flags['require-tls']).toMatchObject({ type: 'boolean', allowNo: true })
    expect(flags.port).toMatchObject({ type: 'option', helpValue: '0-65535' })
    expect(flags.tag).toMatchObject({ multiple: true })
  })
})

describe('the schema', () => {
  test('in templates/ is the one that the questions make (node scripts/write-schema.mjs)', async () => {
    const written: unknown = JSON.parse(await readFile('templates/rds-proxy-webhook.schema.json', 'utf8'))
    expect(written).toEqual(JSON.parse(JSON.stringify(buildSchema())))
  })

  test('describes every setting of a target and no other', async () => {
    const { definitions } = buildSchema() as { definitions: Record<TargetKind, { properties: object }> }
    for (const target of ['local', 'aws'] as const) {
      const { settings } = await defaultsOf(target)
      expect(Object.keys(definitions[target].properties).sort()).toEqual(Object.keys(settings).sort())
    }
  })
})
