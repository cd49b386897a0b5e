import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import type { SettingsFile } from '../../../src/settings/file.ts'
import type { FurtherSetting } from '../../../src/settings/further-settings.ts'
import { nameVariable, type SettingValue } from '../../../src/settings/question.ts'
import { questions } from '../../../src/settings/questions.ts'
import {
  type Ask,
  type FlagValues,
  type Interviewer,
  type ResolveRequest,
  resolveSettings,
} from '../../../src/settings/resolve.ts'
import type { TargetKind } from '../../../src/settings/settings.ts'

const base: ResolveRequest = {
  flags: {},
  surroundings: { env: {}, workingDirectory: '/project' },
  unanswered: 'default',
  environment: 'new-or-existing',
}

function makeFile(environments: SettingsFile['environments'], defaultEnvironment?: string): SettingsFile {
  const content = { environments }
  const file = { path: '/project/rds-proxy-webhook.json', content, environments }
  return defaultEnvironment === undefined ? file : { ...file, defaultEnvironment }
}

function withEnv(env: NodeJS.ProcessEnv): ResolveRequest['surroundings'] {
  return { env, workingDirectory: '/project' }
}

async function failWith(request: Partial<ResolveRequest>): Promise<UserError> {
  const error = await resolveSettings({ ...base, ...request }).then(
    (resolved) => resolved,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

/** Answers every question as a person would who accepts all defaults but these, and wants to change nothing else. */
function answerWith(given: Record<string, SettingValue>, asked: string[] = []): Interviewer {
  const ask: Ask = async (question, { defaultValue }) => {
    asked.push(question.flag)
    return given[question.key] ?? defaultValue
  }
  return { ask, pickFurther: async () => undefined }
}

/** Chooses these further settings one after the other; what is listed each time is kept in `lists`. */
class Changer implements Interviewer {
  readonly asked: string[] = []
  readonly defaults: SettingValue[] = []
  readonly lists: FurtherSetting[][] = []
  readonly refused: string[] = []
  private readonly changes: [flag: string, answer: string][]

  /** @param changes what is chosen, and what is answered whenever the question with that flag is asked */
  constructor(...changes: [flag: string, answer: string][]) {
    this.changes = changes
  }

  readonly ask: Ask = async (question, { defaultValue, read }) => {
    this.asked.push(question.flag)
    if (this.lists.length === 0) return defaultValue
    this.defaults.push(defaultValue)
    while (true) {
      const [flag, answer] = this.changes.shift() ?? []
      if (flag !== question.flag) throw new Error(`${question.flag} is asked and not ${flag}`)
      const checked = read(answer ?? '')
      if ('value' in checked) return checked.value
      this.refused.push(checked.problem)
    }
  }

  readonly pickFurther = async (settings: readonly FurtherSetting[]) => {
    this.lists.push([...settings])
    const next = this.changes[0]?.[0]
    return settings.find(({ question }) => question.flag === next)?.question
  }
}

describe('precedence', () => {
  const file = makeFile({ local: { target: 'local', port: 3 } })
  const sources: [string, Partial<ResolveRequest>, number, string][] = [
    [
      'flag',
      { flags: { port: '1', env: 'local' }, surroundings: withEnv({ RDS_PROXY_WEBHOOK_PORT: '2' }), file },
      1,
      'flag',
    ],
    [
      'variable',
      { flags: { env: 'local' }, surroundings: withEnv({ RDS_PROXY_WEBHOOK_PORT: '2' }), file },
      2,
      'environment-variable',
    ],
    ['file', { flags: { env: 'local' }, file }, 3, 'file'],
    ['prompt', {}, 4, 'prompt'],
  ]

  test.each(sources)('%s is the strongest that is there', async (_, request, port, source) => {
    const resolved = await resolveSettings({ ...base, ...request, unanswered: answerWith({ port: 4 }) })
    expect(resolved.settings).toMatchObject({ port })
    expect(resolved.sources.port).toBe(source)
  })

  test('the default is the last resort, and every setting has a source', async () => {
    const resolved = await resolveSettings(base)
    expect(resolved.settings).toMatchObject({ port: 3000 })
    expect(new Set(Object.values(resolved.sources))).toEqual(new Set(['default']))
    const local = questions.filter((question) => question.targets.includes('local'))
    expect(Object.keys(resolved.sources).sort()).toEqual(local.map((question) => question.key).sort())
  })

  test('an empty variable is none, an empty flag is an answer', async () => {
    const resolved = await resolveSettings({
      ...base,
      flags: { 'init-query': '' },
      surroundings: withEnv({ RDS_PROXY_WEBHOOK_PORT: '' }),
    })
    expect(resolved.sources).toMatchObject({ port: 'default', 'proxy.initQuery': 'flag' })
  })

  test('the file of an existing environment answers before anybody is asked', async () => {
    const asked: string[] = []
    const request = { ...base, flags: { env: 'local' }, file, unanswered: answerWith({}, asked) }
    await resolveSettings(request)
    expect(asked).not.toContain('port')
    expect(asked).not.toContain('target')
    expect(asked).toContain('borrow-timeout')
  })

  test('a relative path is kept as an absolute one', async () => {
    const resolved = await resolveSettings({ ...base, flags: { mysqld: 'bin/mysqld' } })
    expect(resolved.settings).toMatchObject({ mysqld: '/project/bin/mysqld' })
  })

  test('tags come from repeated flags or from one variable', async () => {
    const target = 'aws'
    const flags = await resolveSettings({ ...base, flags: { target, tag: ['a=1', 'b=x=y'] } })
    expect(flags.settings).toMatchObject({ tags: { a: '1', b: 'x=y' } })
    const env = { RDS_PROXY_WEBHOOK_TAG: 'a=1,b=2' }
    const variable = await resolveSettings({ ...base, flags: { target }, surroundings: withEnv(env) })
    expect(variable.settings).toMatchObject({ tags: { a: '1', b: '2' } })
  })
})

describe('further settings', () => {
  const change = (request: Partial<ResolveRequest>, ...changes: [string, string][]) => {
    const changer = new Changer(...changes)
    const resolved = resolveSettings({ ...base, flags: { target: 'aws' }, ...request, unanswered: changer })
    return { changer, resolved }
  }
  const flagsOf = (list: FurtherSetting[] | undefined) => list?.map(({ question }) => question.flag)

  test('are listed after all other questions, and nothing chosen leaves them at their defaults', async () => {
    const { changer, resolved } = change({})
    expect((await resolved).settings).toStrictEqual(
      (await resolveSettings({ ...base, flags: { target: 'aws' } })).settings,
    )
    expect(changer.asked.at(-1)).toBe('public-page')
    expect(changer.lists.map(flagsOf)).toEqual([
      'account engine-version storage debug-logging log-retention tracing vpc-id tag rate-limit burst-limit'.split(' '),
    ])
  })

  test('every question of a target is asked or listed, if it means anything', async () => {
    for (const target of ['local', 'aws']) {
      const vpc = { 'vpc-id': 'vpc-0123456789', 'subnet-ids': 'subnet-0123456789,subnet-0123456788' }
      const { changer, resolved } = change({ flags: { target, ...(target === 'aws' && vpc) } })
      const { sources } = await resolved
      const seen = [...changer.asked, ...(flagsOf(changer.lists[0]) ?? []), 'target']
      const all = questions.filter((question) => Object.hasOwn(sources, question.key)).map(({ flag }) => flag)
      expect(seen.sort()).toEqual(all.sort())
    }
  })

  test('one that is chosen is asked with its present value, and the list shows the new one', async () => {
    const { changer, resolved } = change({}, ['storage', '19'], ['storage', '40'], ['storage', '50'])
    expect(await resolved).toMatchObject({ settings: { storageGib: 50 }, sources: { storageGib: 'prompt' } })
    expect(changer.refused).toEqual(['must be a whole number from 20 to 65536'])
    expect(changer.defaults).toEqual([20, 40])
    const values = changer.lists.map((list) => list.find(({ question }) => question.flag === 'storage')?.value)
    expect(values).toEqual([20, 40, 50])
  })

  test('a default follows the answers to the other questions', async () => {
    const { changer, resolved } = change({ flags: { target: 'aws', preset: 'production' } })
    await resolved
    expect(changer.lists[0]).toContainEqual(expect.objectContaining({ listedAs: 'Logs are kept', value: 90 }))
  })

  test('what a flag, a variable or the file says stands there with its source', async () => {
    const file = makeFile({ cloud: { target: 'aws', tracing: true } })
    const { changer, resolved } = change({
      file,
      flags: { env: 'cloud', storage: '30' },
      surroundings: withEnv({ RDS_PROXY_WEBHOOK_LOG_RETENTION: '3' }),
    })
    await resolved
    const given = changer.lists[0]?.filter(({ givenBy }) => givenBy !== undefined)
    expect(given?.map(({ listedAs, value, givenBy }) => [listedAs, value, givenBy])).toEqual([
      ['Storage', 30, '--storage'],
      ['Logs are kept', 3, 'RDS_PROXY_WEBHOOK_LOG_RETENTION'],
      ['X-Ray traces', true, 'the settings file'],
    ])
  })

  test('a VPC wants its subnets at once, and takes them with it when it goes', async () => {
    const subnets = 'subnet-0123456789,subnet-0123456788'
    const vpc: [string, string][] = [
      ['vpc-id', 'vpc-0123456789'],
      ['subnet-ids', ''],
      ['subnet-ids', subnets],
      ['secrets-endpoint', 'existing'],
    ]
    const { changer, resolved } = change({}, ...vpc)
    const expected = { vpcId: 'vpc-0123456789', subnetIds: subnets, secretsEndpoint: 'existing' }
    expect((await resolved).settings).toMatchObject(expected)
    expect(changer.refused).toEqual(['must name subnets of vpc-0123456789'])
    expect(flagsOf(changer.lists[1])).toEqual(expect.arrayContaining(['subnet-ids', 'secrets-endpoint']))
    const back = change({}, ...vpc, ['vpc-id', ''])
    expect((await back.resolved).settings).toMatchObject({ vpcId: '', subnetIds: '', secretsEndpoint: 'own' })
    expect(flagsOf(back.changer.lists.at(-1))).not.toContain('subnet-ids')
  })

  test('another VPC wants other subnets, and its own way to Secrets Manager', async () => {
    const others = 'subnet-0223456789,subnet-0223456788'
    const { resolved } = change(
      {},
      ['vpc-id', 'vpc-0123456789'],
      ['subnet-ids', 'subnet-0123456789,subnet-0123456788'],
      ['secrets-endpoint', 'existing'],
      ['vpc-id', 'vpc-0223456789'],
      ['subnet-ids', others],
    )
    const expected = { vpcId: 'vpc-0223456789', subnetIds: others, secretsEndpoint: 'own' }
    expect((await resolved).settings).toMatchObject(expected)
  })

  test('a VPC given by flag wants its subnets too; without a person that stays an error', async () => {
    const flags = { target: 'aws', 'vpc-id': 'vpc-0123456789' }
    const ask: Ask = async (question, { defaultValue }) =>
      question.key === 'subnetIds' ? 'subnet-0123456789,subnet-0123456788' : defaultValue
    const { sources } = await resolveSettings({ ...base, flags, unanswered: { ...answerWith({}), ask } })
    expect(sources).toMatchObject({ vpcId: 'flag', subnetIds: 'prompt' })
    expect((await failWith({ flags })).message).toContain('The default of --subnet-ids does not fit')
  })

  test('an answer that a given setting does not allow is refused, naming that setting', async () => {
    const { changer, resolved } = change(
      { flags: { target: 'aws', 'subnet-ids': '' } },
      ['vpc-id', 'vpc-0123456789'],
      ['vpc-id', ''],
    )
    expect((await resolved).settings).toMatchObject({ vpcId: '' })
    expect(changer.refused).toEqual(['does not fit --subnet-ids, which must name subnets of vpc-0123456789'])
  })

  test('nobody is kept who has answered all that everybody is asked', async () => {
    const flags = Object.fromEntries(
      questions
        .filter((each) => each.asked === 'always' && each.targets.includes('local'))
        .map((each) => [
          each.flag,
          String(each.defaultValue({ target: 'local', 'proxy.maxConnectionsPercent': 100 }, base.surroundings)),
        ]),
    )
    const { changer, resolved } = change({ flags })
    await resolved
    expect([changer.asked, changer.lists]).toEqual([[], []])
  })
})

describe('without a terminal', () => {
  for (const target of ['local', 'aws'] as TargetKind[]) {
    const asked = questions.filter((each) => each.asked === 'always' && each.targets.includes(target))

    test.each(asked.map((question) => [question.flag, question] as const))(
      `${target}: --%s is named when it is missing`,
      async (flag, missing) => {
        const answers: Record<string, SettingValue> = { target }
        const flags: Record<string, FlagValues[string]> = {}
        for (const question of asked) {
          const value = question.key === 'target' ? target : question.defaultValue(answers, base.surroundings)
          answers[question.key] = value
          if (question !== missing) flags[question.flag] = value as string
        }
        const error = await failWith({ flags, unanswered: 'refuse' })
        expect(error).toMatchObject({ name: 'InputNeeded', exitCode: 2 })
        expect(error.message).toContain(`--${flag} is missing`)
        expect(error.nextSteps.join(' ')).toContain(nameVariable(missing))
        expect(error.nextSteps.join(' ')).toContain('--yes')
        await expect(
          resolveSettings({
            ...base,
            flags: { ...flags, [flag]: answers[missing.key] as string },
            unanswered: 'refuse',
          }),
        ).resolves.toBeDefined()
      },
    )
  }

  test('the first missing flag is the target', async () => {
    expect((await failWith({ unanswered: 'refuse' })).message).toContain('--target is missing')
  })

  test('variables are as good as flags', async () => {
    const env: NodeJS.ProcessEnv = {}
    const answers: Record<string, SettingValue> = {}
    for (const question of questions.filter((each) => each.targets.includes('local'))) {
      const value = question.defaultValue(answers, base.surroundings)
      answers[question.key] = value
      env[nameVariable(question)] = String(value) || 'SELECT 1'
    }
    const resolved = await resolveSettings({ ...base, surroundings: withEnv(env), unanswered: 'refuse' })
    expect(new Set(Object.values(resolved.sources))).toEqual(new Set(['environment-variable']))
  })
})

describe('a value that cannot be names its source', () => {
  test('flag', async () => {
    const error = await failWith({ flags: { port: 'abc' } })
    expect(error.message).toBe('--port must be a whole number from 0 to 65535, not "abc".')
    expect(error.exitCode).toBe(2)
    expect(error.nextSteps).toEqual(['--port 0-65535'])
  })

  test('variable', async () => {
    const error = await failWith({ surroundings: withEnv({ RDS_PROXY_WEBHOOK_REQUIRE_TLS: 'perhaps' }) })
    expect(error.message).toBe('RDS_PROXY_WEBHOOK_REQUIRE_TLS must be true or false, not "perhaps".')
  })

  test('file', async () => {
    const file = makeFile({ local: { target: 'local', proxy: { borrowTimeout: '5' } } }, 'local')
    const error = await failWith({ file, environment: 'existing' })
    expect(error.message).toBe(
      'rds-proxy-webhook.json: environments.local.proxy.borrowTimeout must be a whole number from 0 to 300, not "5".',
    )
  })

  test('rules between settings hold across sources', async () => {
    const file = makeFile({ local: { target: 'local', proxy: { maxIdleConnectionsPercent: 60 } } }, 'local')
    const error = await failWith({ file, environment: 'existing', flags: { 'max-connections-percent': '40' } })
    expect(error.message).toContain('environments.local.proxy.maxIdleConnectionsPercent must not be above')
  })

  test('subnets without their VPC are told what is missing', async () => {
    const subnets = 'subnet-0123456789,subnet-0123456788'
    const flag = await failWith({ flags: { target: 'aws', 'subnet-ids': subnets } })
    expect(flag.message).toBe(`--subnet-ids needs --vpc-id, the VPC that the subnets are in.`)
    expect(flag.nextSteps).toEqual(['--vpc-id VPC', 'Leave out --subnet-ids'])
    const surroundings = withEnv({ RDS_PROXY_WEBHOOK_SUBNET_IDS: subnets })
    const variable = await failWith({ flags: { target: 'aws' }, surroundings })
    expect(variable.nextSteps).toEqual(['--vpc-id VPC', 'Unset RDS_PROXY_WEBHOOK_SUBNET_IDS'])
    const badlyWritten = await failWith({ flags: { target: 'aws', 'vpc-id': 'vpc-0123456789', 'subnet-ids': 'x' } })
    expect(badlyWritten.nextSteps).toEqual(['--subnet-ids SUBNET,SUBNET'])
    const twice = { 'vpc-id': 'vpc-0123456789', 'subnet-ids': 'subnet-0123456789,subnet-0123456789' }
    expect((await failWith({ flags: { target: 'aws', ...twice } })).message).toContain('must not name a subnet twice')
  })

  test('the subnets in the file are those of the VPC in the file', async () => {
    const ofOne = { vpcId: 'vpc-0123456789', subnetIds: 'subnet-0123456789,subnet-0123456788' }
    const file = makeFile({ dev: { target: 'aws', ...ofOne, secretsEndpoint: 'existing' } }, 'dev')
    const request = { ...base, file, environment: 'existing' } as const
    expect((await resolveSettings(request)).settings).toMatchObject({ ...ofOne, secretsEndpoint: 'existing' })
    const error = await failWith({ ...request, flags: { 'vpc-id': 'vpc-0223456789' } })
    expect(error.message).toContain('it must name subnets of vpc-0223456789')
    expect(error.nextSteps).toEqual(['--subnet-ids SUBNET,SUBNET'])
    const own = await resolveSettings({ ...request, flags: { 'vpc-id': '' } })
    expect(own.settings).toMatchObject({ vpcId: '', subnetIds: '', secretsEndpoint: 'own' })
  })

  test('a flag of the other target is refused, its variable is not', async () => {
    const error = await failWith({ flags: { region: 'eu-central-1' } })
    expect(error).toMatchObject({ name: 'FlagOfOtherTarget', exitCode: 2 })
    expect(error.message).toContain('--region applies to the target aws')
    await expect(
      resolveSettings({ ...base, surroundings: withEnv({ RDS_PROXY_WEBHOOK_REGION: 'nowhere' }) }),
    ).resolves.toBeDefined()
  })
})

describe('environments', () => {
  const file = makeFile({ here: { target: 'local' }, cloud: { target: 'aws' } }, 'here')

  test('an existing one is the one named, or the default of the file', async () => {
    const existing = { ...base, file, environment: 'existing' } as const
    expect(await resolveSettings(existing)).toMatchObject({ environment: 'here', sources: { environment: 'file' } })
    const cloud = await resolveSettings({ ...existing, flags: { env: 'cloud' } })
    expect(cloud).toMatchObject({ environment: 'cloud', settings: { target: 'aws' }, sources: { target: 'file' } })
  })

  test('a new one does not take the default of the file', async () => {
    expect((await resolveSettings({ ...base, file })).environment).toBe('local')
  })

  test('one that does not exist is an error with a suggestion', async () => {
    const error = await failWith({ file, environment: 'existing', flags: { env: 'cluod' } })
    expect(error).toMatchObject({ name: 'EnvironmentNotFound', exitCode: 3 })
    expect(error.message).toContain('it has here, cloud')
    expect(error.nextSteps[0]).toBe('Did you mean --env cloud?')
  })

  test('names of built-in properties are no environments', async () => {
    const error = await failWith({ file, environment: 'existing', flags: { env: 'constructor' } })
    expect(error.name).toBe('EnvironmentNotFound')
  })

  test('without a file there is none', async () => {
    expect(await failWith({ environment: 'existing' })).toMatchObject({ name: 'SettingsFileNotFound', exitCode: 3 })
  })

  test('one cannot move to another target, by flag or by prompt', async () => {
    const error = await failWith({ file, flags: { env: 'cloud', target: 'local' } })
    expect(error).toMatchObject({ name: 'TargetMismatch', exitCode: 2 })
    const refused: unknown[] = []
    const ask: Ask = async (question, { defaultValue, read }) => {
      if (question.key === 'environment') refused.push(read('cloud'))
      return defaultValue
    }
    await resolveSettings({ ...base, file, flags: { target: 'local' }, unanswered: { ...answerWith({}), ask } })
    expect(refused).toEqual([{ problem: 'must be another name: "cloud" is an environment on the target aws' }])
  })
})
