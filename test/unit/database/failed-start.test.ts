import { describe, expect, it } from 'vitest'
import { describeFailedStart, findComplaint } from '../../../src/targets/local/database/failed-start.ts'

const PROGRAM = { kind: 'mariadb', path: '/usr/sbin/mariadbd', version: '10.11.19' } as const
const describeLog = (log: string) =>
  describeFailedStart(PROGRAM, { log, logFile: '/state/logs/database.log', dataDirectory: '/state/database' })

describe('describeFailedStart', () => {
  it.each([
    ["2026-11-23  5:28:43 0 [ERROR] InnoDB: Error number 28 means 'No space left on device'", 'DiskFull'],
    ["2026-11-23  5:28:43 0 [ERROR] mariadbd: Can't create file './x' (Errcode: 28)", 'DiskFull'],
    ['2026-11-23  5:28:43 0 [ERROR] InnoDB: Unable to lock ./ibdata1 error: 11', 'DatabaseInUse'],
    [
      '2026-11-23  5:28:43 0 [Warning] Can\'t create test file (Errcode: 30 "Read-only file system")',
      'StateNotWritable',
    ],
    [
      '2026-11-23T05:28:43.1Z 0 [ERROR] [MY-010187] [Server] Could not open file (errno: 13 - Permission denied)',
      'StateNotWritable',
    ],
    ["2026-11-23  5:28:43 0 [ERROR] unknown variable 'nonsense=1'", 'DatabaseDidNotStart'],
    ['', 'DatabaseDidNotStart'],
  ])('%j is %s', (log, name) => {
    expect(describeLog(`some note\n${log}\n2026-11-23  5:28:43 0 [ERROR] Aborting\n`)).toMatchObject({ name })
  })

  it('quotes the telling line and names the log', () => {
    const error = describeLog(
      "2026-11-23  5:28:43 0 [ERROR] unknown variable 'nonsense=1'\n2026-11-23  5:28:43 0 [ERROR] Aborting\n",
    )
    expect(error.message).toBe("MariaDB 10.11.19 did not start. It said: unknown variable 'nonsense=1'")
    expect(error.nextSteps.join(' ')).toContain('/state/logs/database.log')
  })
})

describe('findComplaint', () => {
  it('drops the time and the markers of both products', () => {
    expect(findComplaint('2026-11-23T05:28:43.123456Z 0 [ERROR] [MY-010119] [Server] Something')).toBe('Something')
    expect(findComplaint('error while loading shared libraries: libaio.so.1: no such file')).toContain('libaio.so.1')
  })

  it('has nothing to say about a log without errors', () => {
    expect(findComplaint('2026-11-23  5:28:43 0 [Note] ready for connections.')).toBeUndefined()
  })
})
