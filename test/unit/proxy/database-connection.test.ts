import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { DatabaseConnection } from '../../../src/targets/local/proxy/database/database-connection.ts'
import { createSessionState } from '../../../src/targets/local/proxy/session-state.ts'

test('a command of the proxy itself on a connection that was lost meanwhile fails at once', async () => {
  const state = createSessionState({ capabilities: 0, collation: 45, database: '', variables: [] })
  const connection = new DatabaseConnection(1, new PassThrough(), state, true, 0)
  connection.destroy()
  await expect(connection.openChannel().read()).rejects.toThrow('The database closed the connection.')
})
