import { describe, expect, it } from 'vitest'
import { makeSocketPath } from '../../../src/targets/local/database/socket-path.ts'

const ROOM = (process.platform === 'darwin' ? 103 : 107) - '/db/mysql.sock'.length

describe('makeSocketPath', () => {
  it('accepts the longest path that fits', () => {
    expect(makeSocketPath('/'.padEnd(ROOM, 'x'))).toMatch(/\/db\/mysql\.sock$/)
  })

  it('refuses one byte more, counted in UTF-8', () => {
    const tooLong = expect.objectContaining({ name: 'SocketPathTooLong' })
    expect(() => makeSocketPath('/'.padEnd(ROOM + 1, 'x'))).toThrow(tooLong)
    expect(() => makeSocketPath(`${'/'.padEnd(ROOM - 1, 'x')}é`)).toThrow(tooLong)
  })
})
