import { describe, expect, test } from 'vitest'
import { classifyError, isServerError } from '../../../../handler/database/database-error.ts'
import { describeFailure } from '../../../../handler/failure.ts'

const server = (errno: number, message = '') => Object.assign(new Error(message), { errno, sqlState: 'HY000' })

describe('errors', () => {
  test.each([
    [server(9501), 'unavailable', true],
    [server(1040), 'unavailable', true],
    [server(1045), 'login-refused', true],
    [server(1213), 'deadlock', true],
    [server(1290), 'unavailable', true],
    [server(1053), 'connection-lost', true],
    [server(1146), 'table-missing', false],
    [server(1406), 'other', false],
    [Object.assign(new Error(), { code: 'ECONNREFUSED', errno: -111 }), 'unavailable', true],
    [Object.assign(new Error(), { code: 'ETIMEDOUT' }), 'unavailable', true],
    [Object.assign(new Error(), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }), 'connection-lost', true],
    [Object.assign(new Error(), { fatal: true }), 'connection-lost', true],
    [Object.assign(new Error(), { name: 'ResourceNotFoundException', $fault: 'client' }), 'other', false],
    [Object.assign(new Error(), { name: 'InternalServiceError', $fault: 'server' }), 'other', true],
    [new TypeError('a mistake'), 'other', false],
    [undefined, 'other', false],
  ])('%o is %s, passing: %s', (error, kind, passing) => {
    expect(classifyError(error)).toBe(kind)
    expect(describeFailure(error).passing).toBe(passing)
  })

  test('of the server are logged without its message, which may quote data', () => {
    const { entry } = describeFailure(server(1062, "Duplicate entry 'secret' for key"))
    expect(JSON.stringify(entry)).not.toContain('secret')
    expect(entry.number).toBe(1062)
  })

  test('of the program are logged with theirs', () => {
    expect(describeFailure(new TypeError('a mistake')).entry).toMatchObject({ message: 'a mistake', code: 'TypeError' })
    expect(isServerError(new TypeError())).toBe(false)
  })
})
