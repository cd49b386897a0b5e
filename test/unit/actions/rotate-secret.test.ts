import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RotateOptions, rotateSecret } from '../../../src/actions/rotate-secret.ts'
import type { RotationResult } from '../../../src/actions/rotation-result.ts'
import type { RotationTimings } from '../../../src/actions/rotation-timings.ts'
import { UserError } from '../../../src/errors.ts'
import { EventLog } from '../../fakes/events.ts'
import { answerReceipt, findDeadUrl, startServer, type TestServer } from '../../fakes/http-server.ts'
import { FakeTarget, makeRow } from '../../fakes/target.ts'

/** Short pauses, so that the requests are many, and long limits, which only a test that is about one makes short. */
let timings: Partial<RotationTimings>

let server: TestServer
let target: FakeTarget
let events: EventLog
let interrupt: AbortController
let requests: number
/** Looks at the versions until AWSCURRENT has moved. */
let looksUntilMoved: number
let current: string
let rotating: boolean
let answer: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  timings = {
    ...{ restMs: 1, pollMs: 2, tailMs: 20, requestTimeoutMs: 10_000 },
    ...{ warmUpLimitMs: 20_000, rotationLimitMs: 20_000, proofLimitMs: 20_000 },
  }
  target = new FakeTarget()
  events = new EventLog()
  interrupt = new AbortController()
  requests = 0
  looksUntilMoved = 5
  current = 'old'
  rotating = false
  answer = record
  server = await startServer((request, response) => {
    requests++
    answer(request, response)
  })
  target.baseUrl = server.url
  scriptRotation()
})
afterEach(() => server.close())

function record(request: IncomingMessage, response: ServerResponse): void {
  const id = (target.rows.at(-1)?.id ?? 100) + 1
  target.rows.push(makeRow(id, { path: request.url ?? '' }))
  answerReceipt(response, id)
}

function scriptRotation(): void {
  target.startRotation = async () => {
    rotating = true
    return { newVersionId: 'new', clientsUse: 'password' }
  }
  target.secretVersions = async () => {
    if (rotating && --looksUntilMoved <= 0) current = 'new'
    const pending = rotating && current === 'old' ? [{ versionId: 'new', stages: ['AWSPENDING'], createdAt: '' }] : []
    return { arn: 'arn', versions: [{ versionId: current, stages: ['AWSCURRENT'], createdAt: '' }, ...pending] }
  }
  target.verifyLogin = (versionId) => (versionId === current ? { accepted: true } : refused)
}

const refused = { accepted: false, error: { code: 'ER_ACCESS_DENIED_ERROR', number: 1045, message: 'Access denied' } }

function rotate(options: Partial<RotateOptions> = {}): Promise<RotationResult> {
  const context = { emit: events.emit, signal: interrupt.signal, timings }
  return rotateSecret(target, { load: true, concurrency: 2, ...options }, context)
}

describe('rotateSecret', () => {
  it('rotates while requests go on, and proves that nothing was lost', async () => {
    target.rows = [makeRow(1), makeRow(2)]
    const result = await rotate()
    expect(result).toMatchObject({
      ...{ proved: true, problems: [], versionBefore: 'old', versionAfter: 'new', load: true },
      ...{ oldPassword: 'refused', newPassword: 'accepted', requestsFailed: 0, failuresByStatus: {} },
    })
    expect(result.requestsSent).toBeGreaterThan(0)
    expect(result.rowsPromised).toBe(result.requestsSent)
    expect(result.rowsRecorded).toBe(result.requestsSent)
    expect(result.longestGapMs).toBeGreaterThan(0)
    expect(result.nextSteps).toEqual(['rds-proxy-webhook rows --env test'])
    expect(target.rows.length).toBe(requests + 2)
    expect(target.rows.at(-1)?.path).toBe(result.loadPath)
  })

  it('announces its steps and finishes each', async () => {
    await rotate()
    const ids = ['load', 'rotate', 'prove', 'check']
    expect(events.of('steps-announced')[0]?.steps.map((step) => step.id)).toEqual(ids)
    expect(events.of('step-finished').map((step) => step.id)).toEqual(ids)
    expect(events.of('step-progressed')).toContainEqual({ id: 'rotate', detail: 'the new version is AWSPENDING' })
    expect(events.of('load-progressed').at(-1)).not.toHaveProperty('total')
  })

  it('sends nothing without a load', async () => {
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: true, load: false, requestsSent: 0, rowsPromised: 0 })
    expect(result).not.toHaveProperty('longestGapMs')
    expect(requests).toBe(0)
    expect(events.of('steps-announced')[0]?.steps.map((step) => step.id)).toEqual(['rotate', 'prove'])
  })

  it('stops the load before it returns', async () => {
    await rotate()
    const sent = requests
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(requests).toBe(sent)
  })
})

describe('a rotation that is not proved', () => {
  beforeEach(() => {
    timings.proofLimitMs = 30
  })

  it('old password still accepted', async () => {
    target.verifyLogin = () => ({ accepted: true })
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: false, oldPassword: 'accepted', newPassword: 'accepted' })
    expect(result.problems).toEqual(['The old password is accepted; it should be refused.'])
    expect(result.nextSteps[0]).toBe('rds-proxy-webhook status --env test')
  })

  it('new password refused', async () => {
    target.verifyLogin = () => refused
    const result = await rotate({ load: false })
    expect(result.problems).toEqual(['The new password is refused; it should be accepted.'])
  })

  it('a refusal for another reason than the password proves nothing', async () => {
    const error = { code: 'X', number: 9501, message: 'Timed-out waiting to acquire database connection' }
    target.verifyLogin = (versionId) => (versionId === 'new' ? { accepted: true } : { accepted: false, error })
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: false, oldPassword: 'unknown' })
    expect(result.problems).toEqual([
      'Whether the old password is refused is not known: Timed-out waiting to acquire database connection (error 9501).',
    ])
  })

  it('logins that cannot be asked for', async () => {
    target.onQuery = () => {
      throw new UserError({ name: 'QueryFailed', message: 'Nobody home', nextSteps: ['knock'] })
    }
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: false, oldPassword: 'unknown', newPassword: 'unknown' })
    expect(result.problems).toHaveLength(2)
  })

  it('requests that failed, by status and kind of error', async () => {
    answer = (request, response) => {
      if (!rotating) return record(request, response)
      if (requests % 3 === 0) return void response.writeHead(503).end()
      if (requests % 3 === 1) return void request.socket.resetAndDestroy()
      record(request, response)
    }
    const result = await rotate()
    expect(result.proved).toBe(false)
    expect(result.failuresByStatus).toEqual({ 503: expect.any(Number), ECONNRESET: expect.any(Number) })
    expect(Object.values(result.failuresByStatus).reduce((a, b) => a + b)).toBe(result.requestsFailed)
    expect(result.problems).toEqual([
      expect.stringMatching(/^\d+ of \d+ requests failed \(503: \d+, ECONNRESET: \d+\)\.$/),
    ])
  })

  it('rows that were promised and are not there', async () => {
    let lost = 0
    answer = (request, response) => {
      record(request, response)
      if (rotating && lost < 2 && ++lost) target.rows.pop()
      // An id once given out is never given out again.
      if (lost) target.rows.push(makeRow((target.rows.at(-1)?.id ?? 0) + 2, { path: '/other' }))
    }
    const result = await rotate()
    expect(result.problems).toEqual([
      `2 of ${result.rowsPromised} rows that were answered with 201 are not in the table.`,
    ])
    expect(result.rowsRecorded).toBe(result.rowsPromised - 2)
  })

  it('rows that cannot be read back', async () => {
    target.onQuery = (query) => {
      if (query.operation !== 'list-requests') return
      throw new UserError({ name: 'QueryFailed', message: 'Nobody home.', nextSteps: ['knock'] })
    }
    const result = await rotate()
    expect(result.problems).toEqual(['Whether the rows answered with 201 are in the table is not known: Nobody home.'])
    expect(result).not.toHaveProperty('rowsRecorded')
  })

  it('answers without a receipt', async () => {
    answer = (request, response) => (rotating ? response.end('hello') : record(request, response))
    const result = await rotate()
    expect(result.problems).toEqual([expect.stringMatching(/^\d+ of \d+ requests were answered without a receipt\.$/)])
  })

  it('no answer with success at all meanwhile', async () => {
    answer = (request, response) => (rotating ? void response.writeHead(500).end() : record(request, response))
    const result = await rotate()
    expect(result.problems.at(-1)).toBe('No request was answered with success while the secret was rotated.')
    expect(result.longestGapMs).toBeGreaterThanOrEqual(result.durationMs)
  })
})

describe('a password that the proxy notices late', () => {
  it('is asked for again until it is settled', async () => {
    let asked = 0
    target.verifyLogin = (versionId) => ((versionId === 'new') === ++asked > 6 ? { accepted: true } : refused)
    expect(await rotate({ load: false })).toMatchObject({ proved: true })
    expect(asked).toBe(8)
  })
})

describe('a rotation that cannot be', () => {
  it('is stuck: gives up after its time, says where to look, stops the load', async () => {
    timings.rotationLimitMs = 200
    looksUntilMoved = Number.POSITIVE_INFINITY
    const failure = rotate()
    await expect(failure).rejects.toMatchObject({ name: 'RotationTimedOut', exitCode: 1 })
    await expect(failure).rejects.toThrow("the secret's AWSCURRENT has not moved to version new")
    await expect(failure).rejects.toHaveProperty('nextSteps.0', expect.stringContaining('log of the rotation function'))
    expect(events.of('step-failed').map((step) => step.id)).toEqual(['rotate'])
    const sent = requests
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(requests).toBe(sent)
  })

  it('goes on when the versions cannot be read for a moment', async () => {
    const { secretVersions } = target
    let looks = 0
    target.secretVersions = () => {
      if (++looks % 2 === 0) throw new UserError({ name: 'QueryFailed', message: 'Not now.', nextSteps: ['wait'] })
      return secretVersions()
    }
    expect(await rotate({ load: false })).toMatchObject({ proved: true })
    expect(events.of('step-progressed')).toContainEqual({ id: 'rotate', detail: 'Not now.' })
  })

  it('is refused by the store', async () => {
    target.startRotation = async () => {
      throw new UserError({ name: 'RotationInProgress', message: 'Already.', nextSteps: ['wait'] })
    }
    await expect(rotate()).rejects.toMatchObject({ name: 'RotationInProgress' })
  })

  it('does not begin when the environment answers badly, or not at all', async () => {
    timings.warmUpLimitMs = 200
    answer = (_, response) => void response.writeHead(502).end()
    await expect(rotate()).rejects.toMatchObject({
      name: 'LoadNotAnswered',
      message: expect.stringContaining('status 502'),
    })
    target.baseUrl = await findDeadUrl()
    await expect(rotate()).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED') })
    expect(rotating).toBe(false)
  })

  it('does not begin without a current version', async () => {
    target.secretVersions = async () => ({ arn: 'arn', versions: [] })
    await expect(rotate()).rejects.toMatchObject({ name: 'NoCurrentVersion' })
    expect({ rotating, requests }).toEqual({ rotating: false, requests: 0 })
  })

  it('is interrupted before it begins: nothing was changed', async () => {
    answer = (request, response) => {
      interrupt.abort()
      record(request, response)
    }
    await expect(rotate()).rejects.toThrow('nothing was changed')
    expect(rotating).toBe(false)
  })

  it('is interrupted while it waits: the rotation goes on', async () => {
    looksUntilMoved = Number.POSITIVE_INFINITY
    target.startRotation = async () => {
      interrupt.abort()
      return { newVersionId: 'new', clientsUse: 'password' }
    }
    await expect(rotate()).rejects.toMatchObject({ name: 'Interrupted', message: expect.stringContaining('goes on') })
  })
})

describe('a password that clients never see', () => {
  /** What RDS says at each look, the last one for ever. */
  let looks: { versionId: string; state: 'active' | 'rotating' | 'impaired' }[]

  beforeEach(() => {
    looks = [
      { versionId: 'old', state: 'active' },
      { versionId: 'old', state: 'active' },
      { versionId: 'old', state: 'rotating' },
      { versionId: 'new', state: 'rotating' },
      { versionId: 'new', state: 'active' },
    ]
    target.verifyLogin = () => {
      throw new UserError({ name: 'QueryFailed', message: 'SecretNotUsed', nextSteps: ['nothing'] })
    }
    target.startRotation = async () => {
      rotating = true
      return { clientsUse: 'token' }
    }
    target.secretVersions = async () => {
      const { versionId, state } = (looks.length > 1 ? looks.shift() : looks[0]) ?? { versionId: '', state: 'active' }
      return { arn: 'arn', versions: [{ versionId, stages: ['AWSCURRENT'], createdAt: '' }], state }
    }
  })

  it('is proved by the change, the requests and a row afterwards', async () => {
    const result = await rotate()
    expect(result).toMatchObject({
      ...{ proved: true, problems: [], clientsUse: 'token', rowAfterwards: 'recorded', requestsFailed: 0 },
      ...{ versionBefore: 'old', versionAfter: 'new', load: true },
    })
    expect(result).not.toHaveProperty('oldPassword')
    expect(result.requestsSent).toBeGreaterThan(0)
    expect(result.rowsRecorded).toBe(result.rowsPromised)
    expect(target.rows.map(({ path }) => path)).toContain(`${result.loadPath}/afterwards`)
    expect(target.queries.map(({ operation }) => operation)).not.toContain('verify-login')
    const said = events.of('step-progressed').map(({ detail }) => detail)
    expect(said).toEqual(['RDS has not begun yet', 'RDS changes the password', 'RDS changes the password'])
  })

  it('sends one request where no load is wanted', async () => {
    expect(await rotate({ load: false })).toMatchObject({ proved: true, requestsSent: 0, rowAfterwards: 'recorded' })
    expect(requests).toBe(1)
  })

  it('may keep the id of its version: what counts is that RDS has begun and ended', async () => {
    looks = looks.map(({ state }) => ({ versionId: 'old', state }))
    expect(await rotate({ load: false })).toMatchObject({ proved: true, versionBefore: 'old', versionAfter: 'old' })
  })

  it('is not changed as long as RDS does nothing', async () => {
    timings.rotationLimitMs = 200
    looks = [{ versionId: 'old', state: 'active' }]
    const failure = rotate({ load: false })
    await expect(failure).rejects.toMatchObject({ name: 'RotationTimedOut' })
    await expect(failure).rejects.toThrow('RDS has not changed the password within 0 s.')
  })

  it('cannot be rotated when RDS says that the secret is impaired', async () => {
    looks = [
      { versionId: 'old', state: 'active' },
      { versionId: 'old', state: 'impaired' },
    ]
    await expect(rotate({ load: false })).rejects.toMatchObject({ name: 'RotationImpaired' })
  })

  it('is not proved when no request is recorded afterwards', async () => {
    timings.proofLimitMs = 30
    answer = (_, response) => void response.writeHead(503).end()
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: false, rowAfterwards: 'missing' })
    expect(result.problems).toEqual([
      'No request was recorded after the rotation: The answer was 503 Service Unavailable.',
    ])
    expect(requests).toBeGreaterThan(1)
  })

  it('is not proved when the row cannot be read back', async () => {
    timings.proofLimitMs = 30
    target.onQuery = () => {
      throw new UserError({ name: 'QueryFailed', message: 'Nobody home.', nextSteps: ['knock'] })
    }
    const result = await rotate({ load: false })
    expect(result).toMatchObject({ proved: false, rowAfterwards: 'unknown' })
  })
})

describe('a rotation whose function fails', () => {
  beforeEach(() => {
    timings.rotationLimitMs = 200
  })

  it('is explained by the log, when somebody can read it', async () => {
    looksUntilMoved = Number.POSITIVE_INFINITY
    const asked: Date[] = []
    const began = Date.now()
    Object.assign(target, {
      explainRotation: async (since: Date) => {
        asked.push(since)
        return 'setSecret: the database refused'
      },
    })
    await expect(rotate({ load: false })).rejects.toThrow(
      "After 0 s the secret's AWSCURRENT has not moved to version new: setSecret: the database refused.",
    )
    expect(asked).toHaveLength(1)
    expect(asked[0]?.getTime()).toBeGreaterThanOrEqual(began)
  })

  it('has timed out also when the log cannot be read', async () => {
    looksUntilMoved = Number.POSITIVE_INFINITY
    Object.assign(target, { explainRotation: () => Promise.reject(new Error('denied')) })
    await expect(rotate({ load: false })).rejects.toMatchObject({
      name: 'RotationTimedOut',
      message: expect.stringContaining('its log could not be read (denied)'),
    })
  })
})
