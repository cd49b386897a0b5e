import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecretsClient } from '../../../handler/login/secrets-manager.ts'
import type { OpenInstance } from '../../../handler/rotation/change-password.ts'
import { type RotationEvent, rotate as runRotation } from '../../../handler/rotation/rotate.ts'
import { SecretsManagerStore } from '../../../handler/rotation/secrets-manager-store.ts'
import { rotateSecret } from '../../../src/actions/rotate-secret.ts'
import { type Wait, waitFor } from '../../../src/actions/wait.ts'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { AwsTarget } from '../../../src/targets/aws/aws-target.ts'
import { answerReceipt, startServer, type TestServer } from '../../fakes/http-server.ts'
import { FakeTarget, makeRow } from '../../fakes/target.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { useOperatedAccount } from './operated-environment.ts'

const given = useOperatedAccount({ isToday: true })

/** Rows and the query function's answers. */
let rows: FakeTarget
let server: TestServer

beforeEach(async () => {
  rows = new FakeTarget()
  server = await startServer((request, response) => {
    const id = (rows.rows.at(-1)?.id ?? 0) + 1
    rows.rows.push(makeRow(id, { path: request.url ?? '' }))
    answerReceipt(response, id)
  })
})
afterEach(() => server.close())

/** The whole command on an environment behind a real server, whose API records and whose functions do what they should. */
async function rotate(changes: Partial<AwsSettings>, rotationLimitMs = 60_000) {
  const account = given()
  account.aws.account.apiEndpoint = () => server.url
  await account.make(changes)
  account.implement('Query', (request) => rows.query(request as never))
  const settings = makeSettings(changes)
  const target = new AwsTarget({ environment: 'dev', isDefault: false, settings })
  // A second of the account for each hundredth of ours; what only guards against waiting for ever is left alone.
  const wait: Wait = async (ms, signal) => {
    if (ms > 5_000) return waitFor(ms, signal)
    account.aws.advance(ms / 100)
    await waitFor(1)
  }
  const timings = { pollMs: 100, restMs: 5, tailMs: 50, rotationLimitMs }
  return rotateSecret(target, { load: true, concurrency: 1 }, { ...account.context, wait, timings })
}

/** The database's password; both the rotation function, which is the project's own, and logins meet it. */
function runDatabase() {
  const { aws } = given()
  const findText = (versionId?: string) => {
    const [secret] = aws.account.secrets.values()
    const versions = [...(secret?.versions ?? [])]
    const found = versions.find(([id, { stages }]) => (versionId ? id === versionId : stages.includes('AWSCURRENT')))
    return JSON.parse(found?.[1].text ?? '{}').password as string | undefined
  }
  let password: string | undefined
  const open: OpenInstance = async (login) => {
    password ??= findText()
    if (login.password !== password) throw Object.assign(new Error('Access denied'), refusal)
    const query = async (sql: string) => {
      password = /IDENTIFIED BY '([^']+)'/.exec(sql)?.[1] ?? password
      return { rows: [] }
    }
    return { query, close: () => {} }
  }
  given().implement('Rotation', async (event) => {
    const { SecretId } = event as RotationEvent
    const store = new SecretsManagerStore(await createSecretsClient(), SecretId)
    await runRotation(event as RotationEvent, { store, open })
  })
  rows.verifyLogin = (versionId) => {
    if (findText(versionId) === password) return { accepted: true }
    return { accepted: false, error: { code: refusal.code, number: refusal.errno, message: 'Access denied' } }
  }
}

const refusal = { code: 'ER_ACCESS_DENIED_ERROR', errno: 1045, sqlState: '28000', fatal: true }

describe('rotating the secret of an environment on AWS', () => {
  it('is proved where the project rotates its own secret', async () => {
    runDatabase()
    const result = await rotate({})
    expect(result).toMatchObject({
      ...{ proved: true, problems: [], clientsUse: 'password', oldPassword: 'refused', newPassword: 'accepted' },
      ...{ requestsFailed: 0, load: true },
    })
    expect(result.rowsRecorded).toBe(result.requestsSent)
    expect(result.versionAfter).not.toBe(result.versionBefore)
    expect(given().count('secretsmanager:UpdateSecretVersionStage')).toBe(1)
  })

  it('is proved where RDS manages the password', async () => {
    const result = await rotate({ clientAuth: 'iam' })
    expect(result).toMatchObject({ proved: true, problems: [], clientsUse: 'token', rowAfterwards: 'recorded' })
    expect(result.versionAfter).not.toBe(result.versionBefore)
    expect(result.requestsSent).toBeGreaterThan(0)
  })

  it('fails with the reason that the rotation function has logged', async () => {
    given().implement('Rotation', () => {
      throw new Error('The database accepts neither the pending, the current nor the previous password')
    })
    await expect(rotate({}, 200)).rejects.toMatchObject({
      name: 'RotationTimedOut',
      message: expect.stringContaining('accepts neither the pending, the current nor the previous password.'),
    })
  })
})
