import { beforeEach, expect, test } from 'vitest'
import { BusyPolling } from '../../../src/targets/local/proxy/busy-polling.ts'

const MOST = 4
let turns: Array<() => void>
let polling: BusyPolling

beforeEach(() => {
  turns = []
  polling = new BusyPolling(MOST, (turn) => turns.push(turn))
  polling.await(7)
})

/** Runs the loop until it would sleep. Returns how often it turned. */
function runLoop(): number {
  let count = 0
  for (let turn = turns.shift(); turn; turn = turns.shift()) {
    turn()
    count += 1
  }
  return count
}

test('the loop turns for a user who waits again, and then sleeps', () => {
  polling.await(7)
  expect(runLoop()).toBe(MOST)
  expect(runLoop()).toBe(0)
})

test('the loop sleeps when users take turns', () => {
  polling.await(8)
  polling.await(7)
  polling.await(8)
  expect(runLoop()).toBe(0)
})

test('another user ends the wait of the one before', () => {
  polling.await(7)
  polling.await(8)
  expect(runLoop()).toBe(1)
})

test('news end the wait', () => {
  polling.await(7)
  polling.arrive()
  expect(runLoop()).toBe(1)
})

test('a wait that begins before the last turn of the one before is not turned for twice', () => {
  polling.await(7)
  polling.arrive()
  polling.await(7)
  expect(turns).toHaveLength(1)
  expect(runLoop()).toBe(MOST)
})

test('after waits in vain ever more waits are left out, and after one that paid none', () => {
  const turnsOf = (count: number) =>
    Array.from({ length: count }, () => {
      polling.await(7)
      return runLoop()
    })
  expect(turnsOf(8)).toEqual([MOST, 0, MOST, 0, 0, MOST, 0, 0])
  polling.await(7)
  polling.await(7)
  polling.await(7)
  polling.arrive()
  runLoop()
  expect(turnsOf(3)).toEqual([MOST, 0, MOST])
})

test('no more than 1,024 waits are left out in a row', () => {
  const gaps: number[] = []
  let gap = 0
  for (let wait = 0; wait < 5_000; wait++) {
    polling.await(7)
    if (runLoop() === 0) gap += 1
    else {
      gaps.push(gap)
      gap = 0
    }
  }
  expect(gaps.slice(0, 4)).toEqual([0, 1, 2, 4])
  expect(Math.max(...gaps)).toBe(1024)
  expect(gaps.filter((each) => each === 1024).length).toBeGreaterThan(1)
})

test('with 0 turns the loop always sleeps', () => {
  polling = new BusyPolling(0, (turn) => turns.push(turn))
  polling.await(7)
  polling.await(7)
  expect(runLoop()).toBe(0)
})
