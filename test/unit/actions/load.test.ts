import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LoadContext, type LoadOptions, type LoadResult, sendLoad } from '../../../src/actions/load.ts'
import { EventLog } from '../../fakes/events.ts'
import { answerReceipt, findDeadUrl, startServer, type TestServer } from '../../fakes/http-server.ts'
import { FakeTarget } from '../../fakes/target.ts'

let server: TestServer
let target: FakeTarget
let events: EventLog
let connections: number
let requests: number
let answer: (request: IncomingMessage, response: ServerResponse, number: number) => void

beforeEach(async () => {
  connections = 0
  requests = 0
  target = new FakeTarget()
  events = new EventLog()
  answer = (_, response, number) => answerReceipt(response, number)
  server = await startServer((request, response) => answer(request, response, ++requests))
  server.server.on('connection', () => connections++)
  target.baseUrl = server.url
})
afterEach(() => server.close())

function load(options: Partial<LoadOptions>, context: Partial<LoadContext> = {}): Promise<LoadResult> {
  const signal = new AbortController().signal
  return sendLoad(
    target,
    { path: '/x', requests: 10, concurrency: 2, ...options },
    { emit: events.emit, signal, ...context },
  )
}

describe('sendLoad', () => {
  it('sends exactly the requests asked for, over as many connections as may be in flight', async () => {
    const result = await load({ requests: 500, concurrency: 5 })
    expect(requests).toBe(500)
    expect(connections).toBe(5)
    expect(result).toMatchObject({ ok: true, sent: 500, answered: 500, failed: 0, created: 500, recorded: 500 })
    expect(result.byStatus).toEqual({ 201: 500 })
    expect(result.byError).toEqual({})
    expect(result.latencyBars.reduce((sum, bar) => sum + bar.count, 0)).toBe(500)
    const { p50 = 0, p90 = 0, p99 = 0, max = 0 } = result.latency ?? {}
    expect([0, p50, p90, p99, max]).toEqual([0, p50, p90, p99, max].sort((a, b) => a - b))
    expect(p50).toBeGreaterThan(0)
  })

  it('never has more in flight than allowed', async () => {
    const held: (() => void)[] = []
    let most = 0
    answer = (_, response, number) => {
      held.push(() => answerReceipt(response, number))
      most = Math.max(most, held.length)
      // Held back until all that may be in flight are, and a moment longer for one too many to show.
      if (held.length === 7) setTimeout(() => held.splice(0).map((release) => release()), 5)
    }
    await load({ requests: 70, concurrency: 7 })
    expect({ most, connections, requests }).toEqual({ most: 7, connections: 7, requests: 70 })
  })

  it('opens no more connections than there are requests', async () => {
    await load({ requests: 2, concurrency: 50 })
    expect({ requests, connections }).toEqual({ requests: 2, connections: 2 })
  })

  it('counts by status and by kind of error, and goes on', async () => {
    answer = (request, response, number) => {
      if (number % 4 === 0) return void response.writeHead(503).end()
      if (number % 4 === 2) return void request.socket.resetAndDestroy()
      answerReceipt(response, number)
    }
    const result = await load({ requests: 40, concurrency: 1 })
    expect(result).toMatchObject({ ok: false, sent: 40, answered: 30, failed: 20, created: 20, recorded: 20 })
    expect(result.byStatus).toEqual({ 201: 20, 503: 10 })
    expect(result.byError).toEqual({ ECONNRESET: 10 })
  })

  it('tells promised rows from different rows', async () => {
    answer = (_, response, number) => answerReceipt(response, Math.ceil(number / 2))
    expect(await load({ requests: 10 })).toMatchObject({ created: 10, recorded: 5 })
  })

  it('counts a request that gets no answer in time as failed', async () => {
    answer = (_, response, number) => {
      if (number !== 3) answerReceipt(response, number)
    }
    const result = await load({ requests: 5, concurrency: 1 }, { timeoutMs: 40 })
    expect(result).toMatchObject({ failed: 1, created: 4, byError: { ETIMEDOUT: 1 } })
  })

  it('tells how far it is at most ten times a second, and at the end', async () => {
    let clock = 0
    await load({ requests: 100, concurrency: 1 }, { now: () => ++clock })
    const progress = events.of('load-progressed')
    expect(progress.length).toBeGreaterThan(2)
    expect(progress.at(-1)).toMatchObject({ sent: 100, failed: 0, total: 100 })
    const gaps = progress.slice(1, -1).map((each, index) => each.elapsedMs - (progress[index]?.elapsedMs ?? 0))
    expect(gaps.length).toBeGreaterThan(0)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100)
  })

  it('ends early with its figures when interrupted, once those in flight are answered', async () => {
    const interrupt = new AbortController()
    const held: (() => void)[] = []
    answer = (_, response, number) => {
      if (number <= 10) return answerReceipt(response, number)
      held.push(() => answerReceipt(response, number))
      if (held.length < 3) return
      interrupt.abort()
      for (const release of held) release()
    }
    const result = await load({ requests: 1000, concurrency: 3 }, { signal: interrupt.signal })
    expect(requests).toBe(13)
    expect(result).toMatchObject({ ok: false, interrupted: true, sent: 13, answered: 13, abandoned: 0, failed: 0 })
  })

  it('cuts off what is not answered within the grace after an interrupt', async () => {
    const interrupt = new AbortController()
    answer = (_, response, number) => (number === 1 ? answerReceipt(response, 1) : interrupt.abort())
    const waited: number[] = []
    const wait = async (ms: number) => void waited.push(ms)
    const result = await load({ requests: 100, concurrency: 1 }, { signal: interrupt.signal, wait })
    expect(waited).toEqual([2000])
    expect(result).toMatchObject({ interrupted: true, sent: 2, answered: 1, abandoned: 1, failed: 0, byError: {} })
  })

  it('sends nothing when it was interrupted before it began', async () => {
    const result = await load({}, { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ interrupted: true, ok: false, sent: 0 })
    expect(requests).toBe(0)
  })

  it('says that nothing runs when not one request found a listener, and does not try them all', async () => {
    target.baseUrl = await findDeadUrl()
    await expect(load({ requests: 1_000_000, concurrency: 10 })).rejects.toMatchObject({
      name: 'NotRunning',
      exitCode: 3,
    })
    expect(events.of('load-progressed').at(-1)?.sent).toBeLessThanOrEqual(20)
  })

  it('goes on when the listener goes away in the middle', async () => {
    answer = (_, response, number) => {
      answerReceipt(response, number)
      if (number === 5) {
        server.server.close()
        setImmediate(() => server.server.closeAllConnections())
      }
    }
    const result = await load({ requests: 50, concurrency: 1 })
    expect(result.sent).toBe(50)
    expect(result.created).toBeGreaterThanOrEqual(5)
    expect(result.byError.ECONNREFUSED).toBeGreaterThan(0)
  })

  it.each([
    { requests: 0 },
    { requests: 1.5 },
    { requests: 1_000_001 },
    { concurrency: 0 },
    { concurrency: 1001 },
    { requests: Number.NaN },
  ])('refuses %j', async (options) => {
    await expect(load(options)).rejects.toMatchObject({ name: 'InvalidNumber', exitCode: 2 })
    expect(requests).toBe(0)
  })
})
