import { createInterface } from 'node:readline'
import { startProxy } from '../../src/targets/local/proxy/index.ts'

/** The stand-in with the names of its functions, which the built program has shortened. Reads its options as JSON. */
for await (const line of createInterface(process.stdin)) {
  const { credentials, ...options } = JSON.parse(line)
  const secret = { current: async () => credentials }
  const proxy = await startProxy({ ...options, secret })
  process.stdout.write(`${proxy.port}\n`)
  process.once('SIGTERM', () => void proxy.close(true).then(() => process.exit()))
}
