import { expect, test } from 'vitest'
import { DatabaseRefusal } from '../../../src/targets/local/proxy/auth/log-in.ts'
import { MissingCredentials, TargetMonitor } from '../../../src/targets/local/proxy/database/target-monitor.ts'

const refuse = (code: number) => new DatabaseRefusal({ code, sqlState: 'HY000', message: `refusal ${code}` })

test('the target is REGISTERING until something is known, then AVAILABLE', () => {
  const monitor = new TargetMonitor(50, 200)
  expect(monitor.health).toEqual({ state: 'REGISTERING' })
  monitor.noteSuccess()
  expect(monitor.health).toEqual({ state: 'AVAILABLE' })
})

test.each([
  ['UNREACHABLE', new Error('connect ECONNREFUSED'), 'connect ECONNREFUSED'],
  ['CONNECTION_FAILED', refuse(1040), 'refusal 1040'],
  ['AUTH_FAILURE', refuse(1045), 'refusal 1045'],
  ['AUTH_FAILURE', new MissingCredentials('no rights'), 'Proxy does not have any registered credentials'],
])('the target is UNAVAILABLE with the reason %s after %s', (reason, error, description) => {
  const monitor = new TargetMonitor(50, 200)
  monitor.noteFailure(error, false)
  expect(monitor.health).toEqual({ state: 'UNAVAILABLE', reason, description })
})

test('a connection that cannot be opened says nothing of a database that serves others', () => {
  const monitor = new TargetMonitor(50, 200)
  monitor.noteSuccess()
  monitor.noteFailure(refuse(1040), true)
  expect(monitor.health).toEqual({ state: 'AVAILABLE' })
  monitor.noteLoss()
  expect(monitor.health).toMatchObject({ state: 'UNAVAILABLE', reason: 'UNREACHABLE' })
})
