import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../../../../src/errors.ts'
import { EventPoller } from '../../../../../src/targets/aws/follow/event-poller.ts'
import { monitorOperation } from '../../../../../src/targets/aws/follow/operation-monitor.ts'
import { OperationTracker } from '../../../../../src/targets/aws/follow/operation-tracker.ts'
import { EventLog } from '../../../../fakes/events.ts'
import { makeEvents, readLines } from './make-events.ts'

/** What AWS answers at one look: the stack's status, and the events so far; an error is thrown. */
type Answer = { status: string | undefined; events: string } | Error

/** Plays answers, the last one again and again. Asking for events is what makes a look. */
function play(answers: Answer[], options: { interruptAt?: number } = {}) {
  let look = 0
  const waits: number[] = []
  const interruption = new AbortController()
  const current = () => answers[Math.min(look, answers.length - 1)] as Answer
  const tracker = new OperationTracker()
  const log = new EventLog()
  const poller = new EventPoller(async () => {
    const answer = current()
    look += 1
    return { events: 'events' in answer ? makeEvents(readLines(answer.events)).reverse() : [] }
  })
  const monitored = {
    poller,
    tracker,
    readStatus: async () => {
      const answer = current()
      if (!(answer instanceof Error)) return answer.status
      look += 1
      throw answer
    },
    onEvent: (event: Parameters<OperationTracker['apply']>[0]) => void tracker.apply(event),
    onLook: () => {},
    describeDetaching: () => new Interrupted('AWS goes on'),
  }
  const pace = {
    now: () => 0,
    wait: async (ms: number) => {
      waits.push(ms)
      if (waits.length > 200) throw new Error('It waits for ever')
      if (waits.length === options.interruptAt) interruption.abort()
    },
  }
  const work = monitorOperation(monitored, { emit: log.emit, signal: interruption.signal }, pace)
  return { work, tracker, log, waits }
}

const start = '0 stack CREATE_IN_PROGRESS User Initiated'
const end = `${start}\n9 stack CREATE_COMPLETE`

const networkError = () => Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })

describe('the monitor', () => {
  it('looks often at first and then every 5 s, and ends with the status of the stack', async () => {
    const moving = { status: 'CREATE_IN_PROGRESS', events: start }
    const { work, waits } = play([...Array(8).fill(moving), { status: 'CREATE_COMPLETE', events: end }])
    expect(await work).toBe('CREATE_COMPLETE')
    expect(waits).toEqual([1_000, 1_000, 2_000, 2_000, 3_000, 5_000, 5_000, 5_000])
  })

  it('reads all of it once more at the end, so that no reason is lost', async () => {
    const failed = `${start}\n6 stack ROLLBACK_IN_PROGRESS No\n9 stack ROLLBACK_COMPLETE`
    const late = `${start}\n5 A CREATE_FAILED Quota exceeded\n6 stack ROLLBACK_IN_PROGRESS No\n9 stack ROLLBACK_COMPLETE`
    const status = 'ROLLBACK_COMPLETE'
    const { work, tracker } = play([
      { status: 'CREATE_IN_PROGRESS', events: start },
      { status, events: failed },
      { status, events: late },
    ])
    expect(await work).toBe(status)
    expect(tracker.failed.map(({ reason }) => reason)).toEqual(['Quota exceeded'])
    expect(tracker.events.map(({ at }) => at.getSeconds())).toEqual([0, 5, 6, 9])
  })

  it('does not believe an older state right after the beginning', async () => {
    const stale = { status: 'UPDATE_COMPLETE', events: '0 stack UPDATE_IN_PROGRESS User Initiated' }
    const moving = { status: 'UPDATE_IN_PROGRESS', events: stale.events }
    const over = { status: 'UPDATE_COMPLETE', events: `${stale.events}\n9 stack UPDATE_COMPLETE` }
    const { work, tracker } = play([stale, stale, moving, moving, over])
    expect(await work).toBe('UPDATE_COMPLETE')
    expect(tracker.ended).toBe(true)
  })

  it('does not take a stack in review for one at rest', async () => {
    const review = { status: 'REVIEW_IN_PROGRESS', events: '0 stack REVIEW_IN_PROGRESS User Initiated' }
    const { work } = play([...Array(30).fill(review), { status: 'CREATE_COMPLETE', events: end }])
    expect(await work).toBe('CREATE_COMPLETE')
  })

  it('ends although the history never says so', async () => {
    expect(await play([{ status: 'CREATE_COMPLETE', events: start }]).work).toBe('CREATE_COMPLETE')
    expect(await play([{ status: 'CREATE_COMPLETE', events: '0 A CREATE_COMPLETE' }]).work).toBe('CREATE_COMPLETE')
  })

  it('knows that a stack that is not there was deleted', async () => {
    expect(await play([{ status: undefined, events: '0 stack DELETE_IN_PROGRESS User Initiated' }]).work).toBe(
      'DELETE_COMPLETE',
    )
  })

  it('waits trouble with the network out, and tells it once', async () => {
    const { work, log } = play([
      { status: 'CREATE_IN_PROGRESS', events: start },
      networkError(),
      networkError(),
      Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }),
      { status: 'CREATE_COMPLETE', events: end },
    ])
    expect(await work).toBe('CREATE_COMPLETE')
    expect(log.of('warned')).toEqual([
      { message: 'AWS cannot be asked how far it is (getaddrinfo EAI_AGAIN); it goes on, and so does asking.' },
    ])
    expect(log.of('noticed')).toEqual([{ message: 'AWS answers again.' }])
  })

  it('gives up at what waiting does not mend', async () => {
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } })
    await expect(play([{ status: 'CREATE_IN_PROGRESS', events: start }, expired]).work).rejects.toBe(expired)
  })

  it('stops when the user does, and says that AWS goes on', async () => {
    const { work } = play([{ status: 'CREATE_IN_PROGRESS', events: start }], { interruptAt: 3 })
    await expect(work).rejects.toThrow(new Interrupted('AWS goes on'))
  })
})
