import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { type FakeSecretsManager, startFakeSecretsManager } from '../../fakes/secrets-manager.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'

let folder: string
let server: RealDatabase
let secrets: FakeSecretsManager

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-'))
  // A folder of its own: other tests build dist/ anew.
  const build = new URL('../../../scripts/build.mjs', import.meta.url).href
  const { buildFunctions } = (await import(build)) as { buildFunctions(outdir: string): Promise<void> }
  ;[server] = await Promise.all([startRealDatabase(), buildFunctions(folder)])
})
afterAll(async () => {
  await server?.stop()
  secrets?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  secrets?.close()
  secrets = await startFakeSecretsManager(JSON.stringify({ username: server.user, password: server.password }))
})

/** Invokes a bundled function with events, one after another, in one new process, as an environment does. */
async function invoke(name: string, events: object[], variables: Record<string, string> = {}) {
  const script = `
    const { handler } = await import(process.argv[1])
    const context = { getRemainingTimeInMillis: () => 10_000 }
    const answers = []
    for (const event of JSON.parse(process.argv[2])) {
      answers.push(await handler(event, context).catch((error) => ({ error: error.name, message: error.message })))
    }
    process.stdout.write('answers:' + JSON.stringify(answers))
    process.exit()`
  const program = join(folder, name, 'index.mjs')
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, program, JSON.stringify(events)],
    {
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        NODE_EXTRA_CA_CERTS: server.authorityFile,
        DATABASE_HOST: 'localhost',
        DATABASE_PORT: String(server.port),
        DATABASE_INSTANCE_HOST: server.socketPath,
        DATABASE_SECRET_ARN: secrets.secretId,
        ...variables,
      },
    },
  )
  const [logged = '', answers = ''] = stdout.split('answers:')
  const lines = logged.trim().split('\n').filter(Boolean)
  return { answers: JSON.parse(answers), lines: lines.map((line) => JSON.parse(line)), stderr }
}

describe('the bundled functions', () => {
  test('record and list with the real SDK and verified TLS, by name and by address', async () => {
    const events = [makeHttpApiEvent({ path: '/one' }), makeHttpApiEvent({ path: '/two' })]
    const webhook = await invoke('webhook', events)
    expect(webhook.answers.map((answer: { statusCode: number }) => answer.statusCode)).toEqual([201, 201])
    expect(webhook).toMatchObject({ lines: [], stderr: '' })
    expect(secrets.calls).toEqual(['GetSecretValue'])
    const list = { operation: 'list-requests', limit: 10 }
    const query = await invoke('query', [list, { operation: 'count-requests' }], { DATABASE_HOST: '127.0.0.1' })
    expect(query.answers[0].requests.map(({ path }: { path: string }) => path)).toEqual(['/two', '/one'])
    expect(query.answers[1]).toEqual({ count: 2, newestId: 2 })
  })

  test('refuse a server whose certificate no authority of theirs has signed', async () => {
    const { answers, lines } = await invoke('webhook', [makeHttpApiEvent({ requestId: 'r' })], {
      NODE_EXTRA_CA_CERTS: '',
    })
    expect(answers[0].statusCode).toBe(503)
    expect(lines).toEqual([expect.objectContaining({ code: 'HANDSHAKE_SSL_ERROR', requestId: 'r' })])
  })

  test('show the page only where it is public', async () => {
    const event = makeHttpApiEvent({ method: 'GET', headers: { accept: 'text/html' } })
    const secret = await invoke('webhook', [event])
    const open = await invoke('webhook', [event], { PUBLIC_PAGE: 'true' })
    expect(secret.answers[0]).toMatchObject({ statusCode: 201 })
    expect(open.answers[0]).toMatchObject({ statusCode: 200, body: expect.stringContaining('<!doctype html>') })
  })

  test('say in the log which variable is missing, and nothing of it to the client', async () => {
    const { answers, lines } = await invoke('webhook', [makeHttpApiEvent()], { DATABASE_HOST: '' })
    expect(answers[0].statusCode).toBe(500)
    expect(answers[0].body).not.toContain('DATABASE_HOST')
    expect(lines[0].message).toContain('DATABASE_HOST')
  })

  test('rotate the password, which then can be verified', async () => {
    await server.query("CREATE OR REPLACE USER rotated@'%' IDENTIFIED BY 'first'")
    secrets.close()
    secrets = await startFakeSecretsManager(JSON.stringify({ username: 'rotated', password: 'first' }))
    const before = secrets.current().versionId
    const versionId = secrets.begin()
    const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']
    const events = steps.map((Step) => ({ Step, SecretId: secrets.secretId, ClientRequestToken: versionId }))
    const rotation = await invoke('rotation', events)
    expect(rotation.answers).toEqual([null, null, null, null])
    expect(rotation.lines.map(({ step }) => step)).toEqual(steps)
    const password = JSON.parse(secrets.current().text).password
    expect(JSON.stringify(rotation)).not.toContain(password)
    const verify = (id: string) => ({ operation: 'verify-login', versionId: id })
    const { answers } = await invoke('query', [verify(before), verify(versionId), verify('unknown')])
    expect(answers).toEqual([
      { accepted: false, error: expect.objectContaining({ number: 1045 }) },
      { accepted: true },
      { error: 'SecretVersionNotFound', message: expect.any(String) },
    ])
  })
})
