import { describe, expect, it } from 'vitest'
import { EventPoller, type OperationMark } from '../../../../../src/targets/aws/follow/event-poller.ts'
import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'
import { makeEvents, momentOf, readLines } from './make-events.ts'

/** A history that grows, given in pages of three, newest first. */
class History {
  events: StackEvent[] = []
  pagesRead = 0

  add(text: string, token?: string) {
    this.events.push(...makeEvents(readLines(text).map((line) => ({ ...line, ...(token ? { token } : {}) }))))
  }

  poller(mark: OperationMark = {}) {
    return new EventPoller(async (next = '0') => {
      this.pagesRead += 1
      const from = Number(next)
      const newest = [...this.events].reverse()
      const more = from + 3 < newest.length
      return { events: newest.slice(from, from + 3), next: more ? String(from + 3) : undefined }
    }, mark)
  }
}

const poll = async (poller: EventPoller) => {
  const { events, stop } = await poller.poll()
  return {
    seen: events.map(({ logicalId, status }) => `${logicalId.replace('rds-proxy-webhook-dev', 'stack')} ${status}`),
    stop,
  }
}

const firstDeploy = `
  0 stack REVIEW_IN_PROGRESS User Initiated
  5 stack CREATE_IN_PROGRESS User Initiated
  6 A CREATE_IN_PROGRESS
  7 B CREATE_IN_PROGRESS
  8 A CREATE_COMPLETE
  9 B CREATE_COMPLETE
  10 stack CREATE_COMPLETE`

describe('a poller', () => {
  it('reads across pages to the beginning of the newest operation, oldest first', async () => {
    const history = new History()
    history.add(firstDeploy)
    expect(await poll(history.poller())).toEqual({
      seen: [
        'stack CREATE_IN_PROGRESS',
        'A CREATE_IN_PROGRESS',
        'B CREATE_IN_PROGRESS',
        'A CREATE_COMPLETE',
        'B CREATE_COMPLETE',
        'stack CREATE_COMPLETE',
      ],
      stop: 'beginning-of-operation',
    })
  })

  it('gives each event once, and reads no page that it knows', async () => {
    const history = new History()
    history.add(firstDeploy)
    const poller = history.poller()
    await poller.poll()
    history.pagesRead = 0
    expect(await poll(poller)).toEqual({ seen: [], stop: 'known-event' })
    history.add('20 C CREATE_IN_PROGRESS')
    expect(await poll(poller)).toEqual({ seen: ['C CREATE_IN_PROGRESS'], stop: 'known-event' })
    expect(history.pagesRead).toBe(2)
  })

  it('does not take an event with the id of another one for known', async () => {
    const history = new History()
    history.add(firstDeploy)
    const poller = history.poller()
    await poller.poll()
    const [again] = makeEvents(readLines('8 A CREATE_COMPLETE'))
    history.add('20 C CREATE_IN_PROGRESS')
    history.events.push({ ...(again as StackEvent), at: new Date(momentOf(21)) })
    expect((await poll(poller)).seen).toEqual(['C CREATE_IN_PROGRESS', 'A CREATE_COMPLETE'])
  })

  it('leaves earlier operations out', async () => {
    const history = new History()
    history.add(firstDeploy)
    history.add('20 stack UPDATE_IN_PROGRESS User Initiated\n21 A UPDATE_IN_PROGRESS')
    expect((await poll(history.poller())).seen).toEqual(['stack UPDATE_IN_PROGRESS', 'A UPDATE_IN_PROGRESS'])
  })

  it('waits for an operation that AWS does not show yet, by its token', async () => {
    const history = new History()
    history.add(firstDeploy, 'old')
    const poller = history.poller({ token: 'new' })
    expect(await poll(poller)).toEqual({ seen: [], stop: 'earlier-operation' })
    history.add('20 stack UPDATE_IN_PROGRESS User Initiated', 'new')
    expect(await poll(poller)).toEqual({ seen: ['stack UPDATE_IN_PROGRESS'], stop: 'beginning-of-operation' })
    history.add('21 stack UPDATE_ROLLBACK_IN_PROGRESS User Initiated', 'cancelled by somebody')
    expect((await poll(poller)).seen).toEqual(['stack UPDATE_ROLLBACK_IN_PROGRESS'])
  })

  it('takes a continued rollback for an operation of its own', async () => {
    const history = new History()
    history.add(
      '20 stack UPDATE_IN_PROGRESS\n21 stack UPDATE_ROLLBACK_IN_PROGRESS\n22 stack UPDATE_ROLLBACK_FAILED',
      'old',
    )
    history.add('30 stack UPDATE_ROLLBACK_IN_PROGRESS User Initiated\n31 A UPDATE_IN_PROGRESS', 'new')
    const seen = ['stack UPDATE_ROLLBACK_IN_PROGRESS', 'A UPDATE_IN_PROGRESS']
    expect((await poll(history.poller({ token: 'new' }))).seen).toEqual(seen)
    expect((await poll(history.poller())).seen).toEqual(seen)
    expect((await poll(history.poller({ token: 'newer' }))).seen).toEqual([])
  })

  it('takes nothing from before a time that was given', async () => {
    const history = new History()
    history.add(firstDeploy)
    const since = new Date(momentOf(8))
    expect(await poll(history.poller({ since }))).toEqual({
      seen: ['A CREATE_COMPLETE', 'B CREATE_COMPLETE', 'stack CREATE_COMPLETE'],
      stop: 'before-since',
    })
  })
})
