import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ErrorReport } from '../../src/ui/error-report.ts'
import { type Finished, runProgram } from './program.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usage-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Expected {
  code: number
  name: string
  message: RegExp
  next: RegExp
}

/** The same mistake as text and as JSON: one sentence and a next step on stderr, or one document on stdout. */
async function expectError(args: string[], expected: Expected, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const [text, json] = await Promise.all(
    [args, [...args, '--json']].map((each) => runProgram(each, { cwd: folder, env })),
  )
  if (!text || !json) throw new Error('The program was not run')
  expectNoTrace(text)
  expectNoTrace(json)
  expect(text.code, text.stderr).toBe(expected.code)
  expect(text.stdout).toBe('')
  expect(text.stderr).toMatch(/^Error: .+\nTry: /)
  expect(text.stderr).toMatch(expected.message)
  expect(text.stderr).toMatch(expected.next)
  expect(json.code, json.stderr).toBe(expected.code)
  expect(json.stderr).toBe('')
  const { error } = JSON.parse(json.stdout) as { error: ErrorReport }
  expect(error).toMatchObject({ name: expected.name, exitCode: expected.code })
  expect(error.message).toMatch(expected.message)
  expect(error.nextSteps.join('\n')).toMatch(expected.next)
}

function expectNoTrace({ stdout, stderr }: Finished): void {
  expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+/)
}

function writeSettings(text: string): void {
  writeFileSync(join(folder, 'rds-proxy-webhook.json'), text)
}

const project = (settings: object = {}) =>
  writeSettings(JSON.stringify({ environments: { local: { target: 'local', port: 0, ...settings } } }))

describe('the command line', () => {
  test.each<[string, string[], Expected]>([
    [
      'an unknown command',
      ['staus'],
      { code: 2, name: 'UnknownCommand', message: /no command "staus"/, next: /rds-proxy-webhook status/ },
    ],
    [
      'an unknown flag',
      ['hit', '/a', '--methd', 'GET'],
      { code: 2, name: 'UnknownFlag', message: /no flag --methd/, next: /--method/ },
    ],
    [
      'a missing argument',
      ['hit'],
      { code: 2, name: 'WrongUsage', message: /Error: PATH is missing: .+\.$|^PATH is missing/m, next: /--help/ },
    ],
    [
      'one argument too many',
      ['status', 'local'],
      { code: 2, name: 'WrongUsage', message: /status takes no argument "local"/, next: /status --help/ },
    ],
    [
      'an unknown flag without a command',
      ['--vrsion'],
      { code: 2, name: 'UnknownFlag', message: /no flag --vrsion/, next: /--version/ },
    ],
    [
      'a flag without its value',
      ['rows', '--limit'],
      { code: 2, name: 'WrongUsage', message: /--limit/, next: /--help/ },
    ],
    [
      'a flag that is no number',
      ['rows', '--limit', 'ten'],
      { code: 2, name: 'WrongUsage', message: /--limit must be a whole number, not "ten"/, next: /--help/ },
    ],
    [
      'a format that does not exist',
      ['rows', '--format', 'xml'],
      { code: 2, name: 'WrongUsage', message: /xml/, next: /--help/ },
    ],
    [
      'a value out of range',
      ['init', '--yes', '--port', '70000'],
      { code: 2, name: 'InvalidSetting', message: /--port must be .*65535.*70000/, next: /--port/ },
    ],
    [
      'a name that cannot be',
      ['status', '--env', '../x'],
      { code: 2, name: 'InvalidSetting', message: /--env must be/, next: /--env/ },
    ],
    [
      'a flag of the other target',
      ['init', '--yes', '--region', 'eu-west-1'],
      { code: 2, name: 'FlagOfOtherTarget', message: /--region/, next: /--target aws/ },
    ],
    [
      'values that contradict one another',
      ['init', '--yes', '--max-connections-percent', '10', '--max-idle-connections-percent', '20'],
      {
        code: 2,
        name: 'InvalidSetting',
        message: /--max-idle-connections-percent must not be above/,
        next: /--max-idle/,
      },
    ],
  ])('%s', async (_what, args, expected) => expectError(args, expected))

  test('a request that cannot be sent', async () => {
    project()
    const { message, ...rest } = { code: 2, message: /./, next: /rds-proxy-webhook hit/ }
    await expectError(['hit', '/a', '--header', 'no colon'], {
      ...rest,
      name: 'InvalidHeader',
      message: /Header number 1/,
    })
    await expectError(['hit', '/a', '--data', '@missing.json'], { ...rest, name: 'DataFileUnreadable', message })
    await expectError(['hit', '/a', '--requests', '0'], { ...rest, name: 'InvalidNumber', message: /1 to/ })
  })

  test('rows that cannot be asked for', async () => {
    project()
    await expectError(['rows', '--limit', '10001'], { code: 2, name: 'InvalidNumber', message: /10,000/, next: /rows/ })
    await expectError(['rows', '--since', 'teatime'], {
      code: 2,
      name: 'InvalidSince',
      message: /teatime/,
      next: /10m/,
    })
    const { code, stdout } = await runProgram(['rows', '--follow', '--json'], { cwd: folder })
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'EndlessDocument' } })
    const both = await runProgram(['rows', '--format', 'csv', '--json'], { cwd: folder })
    expect(both.code).toBe(2)
    expect(JSON.parse(both.stdout)).toMatchObject({ error: { name: 'TwoFormats' } })
  })
})

describe('environment variables', () => {
  test.each<[string, string, Expected]>([
    [
      'PORT',
      'eighty',
      {
        code: 2,
        name: 'InvalidSetting',
        message: /RDS_PROXY_WEBHOOK_PORT must be .*"eighty"/,
        next: /RDS_PROXY_WEBHOOK_PORT/,
      },
    ],
    [
      'REQUIRE_TLS',
      'maybe',
      {
        code: 2,
        name: 'InvalidSetting',
        message: /RDS_PROXY_WEBHOOK_REQUIRE_TLS must be/,
        next: /RDS_PROXY_WEBHOOK_REQUIRE_TLS/,
      },
    ],
    [
      'TARGET',
      'azure',
      {
        code: 2,
        name: 'InvalidSetting',
        message: /RDS_PROXY_WEBHOOK_TARGET must be/,
        next: /RDS_PROXY_WEBHOOK_TARGET/,
      },
    ],
  ])('%s=%s', async (name, value, expected) => {
    await expectError(['init', '--yes'], expected, { [`RDS_PROXY_WEBHOOK_${name}`]: value })
  })
})

describe('the settings file', () => {
  const refused = (message: RegExp, next = /rds-proxy-webhook\.json/) => ({ code: 2, message, next })

  test('that is no JSON', async () => {
    writeSettings('{\n  "environments": {\n    "local": {,}\n  }\n}\n')
    for (const command of [['status'], ['deploy'], ['init', '--yes'], ['rows'], ['destroy', '--yes']]) {
      await expectError(command, { ...refused(/rds-proxy-webhook\.json.*line 3/), name: 'BrokenSettingsFile' })
    }
  })

  test('with a key that does not exist', async () => {
    project({ prot: 3000 })
    await expectError(['deploy'], { ...refused(/prot/, /port/), name: 'InvalidSettingsFile' })
  })

  test('with a value that cannot be', async () => {
    project({ port: 'high' })
    await expectError(['deploy'], { ...refused(/port must be/), name: 'InvalidSettingsFile' })
  })

  test('with a target that does not exist', async () => {
    writeSettings('{ "environments": { "local": { "target": "moon" } } }')
    await expectError(['status'], { ...refused(/target must be/), name: 'InvalidSettingsFile' })
  })

  test('without any environment', async () => {
    writeSettings('{ "environments": {} }')
    await expectError(['status'], { code: 3, name: 'EnvironmentNotFound', message: /no environment/, next: /init/ })
  })
})

describe('what is not there', () => {
  test.each([[['status']], [['rows']], [['hit', '/a']], [['rotate-secret']], [['destroy', '--yes']], [['deploy']]])(
    'no project: %s',
    async (args) => {
      await expectError(args, {
        code: 3,
        name: 'SettingsFileNotFound',
        message: /rds-proxy-webhook\.json/,
        next: /rds-proxy-webhook init/,
      })
    },
  )

  test.each([[['status']], [['rows']], [['hit', '/a']], [['destroy', '--yes']], [['deploy']]])(
    'no such environment: %s',
    async (args) => {
      project()
      const expected = { code: 3, name: 'EnvironmentNotFound', message: /"lcal"/, next: /--env local/ }
      await expectError([...args, '--env', 'lcal'], expected)
    },
  )
})

describe('without a terminal', () => {
  test('init names the flag that is missing', async () => {
    const target = { code: 2, name: 'InputNeeded', message: /--target is missing/, next: /--target local\|aws/ }
    await expectError(['init'], target)
    await expectError(['init', '--non-interactive'], target)
    const port = { code: 2, name: 'InputNeeded', message: /--port is missing/, next: /RDS_PROXY_WEBHOOK_PORT/ }
    await expectError(['init', '--target', 'local', '--env', 'local'], port)
  })
})
