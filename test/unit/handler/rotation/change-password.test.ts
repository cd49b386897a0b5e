import { expect, test } from 'vitest'
import { changePassword } from '../../../../handler/rotation/change-password.ts'
import type { SecretStore } from '../../../../handler/rotation/secret-store.ts'

const never = () => Promise.reject(new Error('not to be called'))

test("a user of MySQL changes its password in MySQL's words, and both connections are closed", async () => {
  const texts = { AWSPENDING: "it's new", AWSCURRENT: 'old', AWSPREVIOUS: 'older' }
  const store: SecretStore = {
    read: async ({ stage }) => JSON.stringify({ username: 'u', password: texts[stage] }),
    describe: never,
    writePending: never,
    makeCurrent: never,
    makePassword: never,
  }
  const statements: string[] = []
  let closed = 0
  await changePassword(store, 'v', async ({ password }) => {
    if (password !== 'old') throw Object.assign(new Error(), { errno: 1045 })
    return {
      async query<Row>(sql: string) {
        statements.push(sql)
        return { rows: [{ version: '8.4.10' }] as Row[] }
      },
      close: () => closed++,
    }
  })
  expect(statements).toEqual(['SELECT VERSION() AS version', "ALTER USER USER() IDENTIFIED BY 'it''s new'"])
  expect(closed).toBe(1)
})
