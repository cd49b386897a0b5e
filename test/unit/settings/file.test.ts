import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { findSettingsFile, loadSettingsFile, readSettingsFile, selectEnvironment } from '../../../src/settings/file.ts'
import { readFileAnswers } from '../../../src/settings/file-answers.ts'
import { locateEnvironment } from '../../../src/settings/locate.ts'
import { resolveSettings } from '../../../src/settings/resolve.ts'
import type { EnvironmentSettings } from '../../../src/settings/settings.ts'
import { completeEnvironment, saveEnvironment } from '../../../src/settings/write-file.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'))
  path = join(folder, 'rds-proxy-webhook.json')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function failToRead(text: string): Promise<UserError> {
  await writeFile(path, text)
  const error = await readSettingsFile(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({ exitCode: 2 })
  return error as UserError
}

async function makeSettings(): Promise<EnvironmentSettings> {
  const { settings } = await resolveSettings({
    flags: {},
    surroundings: { env: {}, workingDirectory: folder },
    unanswered: 'default',
    environment: 'new-or-existing',
  })
  return settings
}

describe('finding', () => {
  test('walks up from any sub-folder', async () => {
    await writeFile(path, '{}')
    await mkdir(join(folder, 'a/b/c'), { recursive: true })
    expect(await findSettingsFile(join(folder, 'a/b/c'))).toBe(path)
  })

  test('a folder of that name is not the file', async () => {
    await mkdir(path)
    expect(await findSettingsFile(folder)).toBeUndefined()
    expect(await loadSettingsFile(folder)).toBeUndefined()
  })

  test('locates the environment for commands, by flag, variable or default', async () => {
    const environments = { here: { target: 'local' }, cloud: { target: 'aws' } }
    await writeFile(path, JSON.stringify({ defaultEnvironment: 'here', environments }))
    const inside = join(folder, 'deep')
    await mkdir(inside)
    const surroundings = { env: {}, workingDirectory: inside }
    expect(await locateEnvironment(undefined, surroundings)).toMatchObject({
      environment: 'here',
      target: 'local',
      projectFolder: folder,
      isDefault: true,
    })
    const byVariable = { env: { RDS_PROXY_WEBHOOK_ENV: 'cloud' }, workingDirectory: inside }
    expect(await locateEnvironment(undefined, byVariable)).toMatchObject({ environment: 'cloud', isDefault: false })
    expect(await locateEnvironment('here', byVariable)).toMatchObject({ environment: 'here' })
    await expect(locateEnvironment('no/path', surroundings)).rejects.toThrow('--env must be a name of up to 32')
    await expect(locateEnvironment('nowhere', surroundings)).rejects.toMatchObject({ exitCode: 3 })
  })
})

describe('reading', () => {
  test.each([
    [
      '{\n  "environments": {\n    "local": {"port": 3000,}\n  }\n}',
      'line 3, column 28: expected a key in double quotes',
    ],
    ['{"environments": {}', 'line 1, column 20: expected "," or "}"'],
    ['', 'line 1, column 1: expected a value'],
    ["{'a': 1}", 'line 1, column 2: expected a key in double quotes'],
    ['{"a": 01}', 'line 1, column 7: expected a value'],
    ['{"a" 1}', 'line 1, column 6: expected ":"'],
    ['{"a": "b\n"}', "line 1, column 9: expected the text's closing quote"],
    ['{} x', 'line 1, column 4: expected the end of the file'],
    ['{"a": [1 2]}', 'line 1, column 10: expected "," or "]"'],
    ['{"a": "\\q"}', 'line 1, column 8: expected a valid escape'],
    ['{\n// note\n}', 'line 2, column 1: expected a key in double quotes'],
  ])('broken JSON %j is placed exactly', async (text, place) => {
    const error = await failToRead(text)
    expect(error.name).toBe('BrokenSettingsFile')
    expect(error.message).toContain(place)
  })

  test.each([
    ['[]', 'the file must hold one object in braces'],
    ['{"environment": {}}', 'environment is not a setting'],
    ['{"environments": []}', 'environments must be an object of named environments'],
    ['{"environments": {"a b": {}}}', 'environments: "a b" must be a name of up to 32'],
    ['{"environments": {"__proto__": {}}}', 'environments: "__proto__" must be a name'],
    ['{"environments": {"local": 7}}', 'environments.local must be an object of settings'],
    ['{"defaultEnvironment": "x", "environments": {"a": {}, "b": {}}}', 'defaultEnvironment must be one of a, b'],
    ['{"defaultEnvironment": 7}', 'defaultEnvironment must be one of the environments, and there are none'],
  ])('%s is refused', async (text, problem) => {
    expect((await failToRead(text)).message).toContain(problem)
  })

  test('an unknown key suggests the right one', async () => {
    expect((await failToRead('{"environment": {}}')).nextSteps[0]).toContain('Did you mean "environments"?')
    const suggestions: [object, string, string][] = [
      [{ target: 'local', prot: 1 }, 'environments.local.prot', 'port'],
      [{ target: 'local', proxy: { borowTimeout: 1 } }, 'environments.local.proxy.borowTimeout', 'borrowTimeout'],
      [{ target: 'local', borrowTimeout: 1 }, 'environments.local.borrowTimeout', 'borrowTimeout'],
    ]
    for (const [entry, at, near] of suggestions) {
      await writeFile(path, JSON.stringify({ environments: { local: entry } }))
      const file = await readSettingsFile(path)
      const error = (() => {
        try {
          return readFileAnswers(file, 'local')
        } catch (thrown) {
          return thrown as UserError
        }
      })()
      expect(error).toMatchObject({ message: `rds-proxy-webhook.json: ${at} is not a setting.` })
      expect((error as UserError).nextSteps[0]).toContain(`Did you mean "${near}"?`)
    }
  })

  test('settings of the other target and a missing target are refused', async () => {
    await writeFile(path, JSON.stringify({ environments: { a: { target: 'local', region: 'x' }, b: {} } }))
    const file = await readSettingsFile(path)
    expect(() => readFileAnswers(file, 'a')).toThrow('environments.a.region is not a setting')
    expect(() => readFileAnswers(file, 'b')).toThrow('environments.b.target must be local or aws')
  })

  test('a byte order mark does no harm', async () => {
    await writeFile(path, '\ufeff{"environments": {"only": {"target": "local"}}}')
    expect(selectEnvironment(await readSettingsFile(path))).toBe('only')
  })

  test('several environments without a default must be named', async () => {
    await writeFile(path, JSON.stringify({ environments: { a: {}, b: {} } }))
    const file = await readSettingsFile(path)
    expect(() => selectEnvironment(file)).toThrow('more than one to choose from: a, b')
    expect(selectEnvironment(file, 'b')).toBe('b')
  })
})

describe('writing', () => {
  test('makes the file, with all answers, the schema and the first environment as the default', async () => {
    const settings = await makeSettings()
    await saveEnvironment(path, 'local', settings)
    const text = await readFile(path, 'utf8')
    expect(Object.keys(JSON.parse(text))).toEqual(['$schema', 'defaultEnvironment', 'environments'])
    expect(text).toMatch(/^\{\n {2}"\$schema": "https:.*\.schema\.json",\n.*\n\}\n$/s)
    const file = await readSettingsFile(path)
    expect(file.environments.local).toEqual(settings)
    expect(selectEnvironment(file)).toBe('local')
  })

  test('what was written resolves to the same settings', async () => {
    const settings = await makeSettings()
    await saveEnvironment(path, 'local', settings)
    const file = await readSettingsFile(path)
    const surroundings = { env: {}, workingDirectory: folder }
    const resolved = await resolveSettings({
      flags: {},
      surroundings,
      file,
      unanswered: 'refuse',
      environment: 'existing',
    })
    expect(resolved.settings).toEqual(settings)
    expect(new Set(Object.values(resolved.sources))).toEqual(new Set(['file']))
  })

  test('is completed with what was found out, and only where it said nothing', async () => {
    const before = { environments: { a: { target: 'aws', account: '', region: 'eu-west-1' }, b: { target: 'local' } } }
    await writeFile(path, JSON.stringify(before))
    await completeEnvironment(path, 'a', { account: '123456789012', region: 'us-east-1' })
    const completed = { ...before.environments.a, account: '123456789012' }
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ environments: { ...before.environments, a: completed } })
    await completeEnvironment(path, 'a', { account: '999999999999' })
    expect(JSON.parse(await readFile(path, 'utf8')).environments.a).toEqual(completed)
  })

  test('keeps other environments, their order and the default', async () => {
    const settings = await makeSettings()
    for (const name of ['b', 'a', 'c']) await saveEnvironment(path, name, settings)
    await saveEnvironment(path, 'a', { ...settings, publicPage: false })
    const file = await readSettingsFile(path)
    expect(Object.keys(file.environments)).toEqual(['b', 'a', 'c'])
    expect(file.defaultEnvironment).toBe('b')
    expect(file.environments.a).toMatchObject({ publicPage: false })
    expect(await readdir(folder)).toEqual(['rds-proxy-webhook.json'])
  })

  test('a link stays a link and the mode stays', async () => {
    const real = join(folder, 'real.json')
    await writeFile(real, '{}', { mode: 0o600 })
    await symlink(real, path)
    await saveEnvironment(path, 'local', await makeSettings())
    expect(JSON.parse(await readFile(real, 'utf8'))).toHaveProperty('environments.local')
    expect((await stat(real)).mode & 0o777).toBe(0o600)
  })

  test('a broken file is never overwritten', async () => {
    await writeFile(path, '{oops')
    await expect(saveEnvironment(path, 'local', await makeSettings())).rejects.toMatchObject({
      name: 'BrokenSettingsFile',
    })
    expect(await readFile(path, 'utf8')).toBe('{oops')
  })

  test('a disk that refuses is a plain error and leaves nothing behind', async () => {
    // A folder where the temporary file should go fails for every user, root included.
    await mkdir(join(folder, `.rds-proxy-webhook.${process.pid}.tmp`))
    const error = await saveEnvironment(path, 'local', await makeSettings()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ name: 'SettingsFileInaccessible' })
    expect(await findSettingsFile(folder)).toBeUndefined()
  })

  test.skipIf(process.getuid?.() === 0)('a folder without permission says so', async () => {
    await chmod(folder, 0o500)
    await expect(saveEnvironment(path, 'local', await makeSettings())).rejects.toThrow('permission denied')
    await chmod(folder, 0o700)
  })
})
