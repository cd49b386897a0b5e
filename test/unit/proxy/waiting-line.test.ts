import { beforeEach, expect, test } from 'vitest'
import { type Waiter, WaitingLine } from '../../../src/targets/local/proxy/database/waiting-line.ts'
import { createSessionState } from '../../../src/targets/local/proxy/session-state.ts'
import { TurnedClock } from './turned-clock.ts'

let clock: TurnedClock
let line: WaitingLine
let refused: [id: number, at: number][]

beforeEach(() => {
  clock = new TurnedClock()
  line = new WaitingLine(clock)
  refused = []
})

function join(id: number, deadline: number): Waiter {
  const waiter: Waiter = {
    id,
    state: createSessionState({ capabilities: 0, collation: 45, database: '', variables: [] }),
    lastConnection: undefined,
    grant: () => undefined,
    refuse: () => refused.push([id, clock.now()]),
  }
  line.join(waiter, deadline)
  return waiter
}

test('each waiter is refused at its own deadline, though the timer was set for one that has left', () => {
  const first = join(1, 100)
  join(2, 150)
  line.leave(first)
  clock.turn(149)
  expect(refused).toEqual([])
  join(3, 400)
  clock.turn(1_000)
  expect(refused).toEqual([
    [2, 150],
    [3, 400],
  ])
})

test('a timer that was set for a line that has emptied refuses nobody too early or too late', () => {
  join(1, 100)
  expect(line.shift()?.id).toBe(1)
  clock.turn(50)
  join(2, 120)
  clock.turn(69)
  expect(refused).toEqual([])
  clock.turn(1)
  expect(refused).toEqual([[2, 120]])
})

test('who has an earlier deadline than all others comes first, and in time', () => {
  join(1, 500)
  join(2, 30)
  expect(line.first?.id).toBe(2)
  clock.turn(30)
  expect(refused).toEqual([[2, 30]])
  clock.turn(470)
  expect(refused).toEqual([
    [2, 30],
    [1, 500],
  ])
})
