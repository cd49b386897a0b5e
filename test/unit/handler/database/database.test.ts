import { describe, expect, test } from 'vitest'
import { Database } from '../../../../handler/database/database.ts'
import type { Session } from '../../../../handler/database/session.ts'

const failed = (errno: number) => Object.assign(new Error(), { errno, sqlState: 'HY000' })

function makeDatabase(openErrors: Error[] = []) {
  const seen = { opened: 0, forgotten: 0, waits: [] as number[], timeouts: [] as number[] }
  const session = { usable: true, close: () => undefined, query: async () => ({ rows: [], insertId: 0 }) }
  const database = new Database({
    login: { read: async () => ({ user: 'u', password: 'p' }), forget: () => seen.forgotten++ },
    async open(_login, connectTimeout) {
      seen.opened++
      seen.timeouts.push(connectTimeout)
      const error = openErrors.shift()
      if (error) throw error
      return session as unknown as Session
    },
    wait: async (milliseconds) => seen.waits.push(milliseconds),
    random: () => 0,
  })
  return { database, seen }
}

describe('the kept connection', () => {
  test('is opened once for many pieces of work', async () => {
    const { database, seen } = makeDatabase()
    for (let count = 0; count < 3; count++)
      await database.run(
        async () => count,
        () => 1_000,
      )
    expect(seen.opened).toBe(1)
  })

  test('waits between refused logins, shortened by up to a half, and stops when the time is short', async () => {
    const patient = makeDatabase(Array.from({ length: 9 }, () => failed(1045)))
    await expect(
      patient.database.run(
        async () => 1,
        () => 9_000,
      ),
    ).rejects.toMatchObject({ errno: 1045 })
    expect(patient.seen).toMatchObject({ opened: 4, forgotten: 4, waits: [50, 200, 800] })
    const hurried = makeDatabase(Array.from({ length: 9 }, () => failed(1045)))
    await expect(
      hurried.database.run(
        async () => 1,
        () => 300,
      ),
    ).rejects.toMatchObject({ errno: 1045 })
    expect(hurried.seen).toMatchObject({ opened: 2, waits: [50], timeouts: [300, 300] })
  })

  test('connects within 5 s at most, and never with no time at all', async () => {
    const { database, seen } = makeDatabase()
    await database.run(
      async () => 1,
      () => 60_000,
    )
    const late = makeDatabase()
    await late.database.run(
      async () => 1,
      () => -5,
    )
    expect([...seen.timeouts, ...late.seen.timeouts]).toEqual([5_000, 1])
  })

  test.each([
    [9501, 1],
    [1040, 1],
    [1064, 1],
    [1213, 2],
    [1146, 1],
  ])('error %i of the work is tried %i time(s)', async (errno, times) => {
    const { database } = makeDatabase()
    let runs = 0
    const work = async () => {
      runs++
      throw failed(errno)
    }
    await expect(database.run(work, () => 9_000)).rejects.toMatchObject({ errno })
    expect(runs).toBe(times)
  })

  test('mends tables once, and only when it is told how', async () => {
    const { database } = makeDatabase()
    let mended = 0
    const work = async () => {
      if (mended === 0) throw failed(1049)
      return 'done'
    }
    const mend = async () => {
      mended++
    }
    await expect(database.run(work, () => 9_000, mend)).resolves.toBe('done')
    const hopeless = async () => {
      throw failed(1146)
    }
    await expect(database.run(hopeless, () => 9_000, mend)).rejects.toMatchObject({ errno: 1146 })
    expect(mended).toBe(2)
  })
})
