import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { startGateway } from '../../../src/targets/local/gateway/gateway.ts'
import type { InvocationOutcome } from '../../../src/targets/local/lambda/outcome.ts'
import { RawClient, startFixture, succeed } from './gateway-fixture.ts'

test('tells its address, and listens on the loopback address only', async () => {
  const { gateway } = await startFixture()
  expect(gateway.port).toBeGreaterThan(0)
  expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}`)
  expect(gateway.status()).toEqual({ name: 'gateway', state: 'running', address: `127.0.0.1:${gateway.port}` })
  await gateway.close()
  expect(gateway.status().state).toBe('stopped')
})

test('close finishes the running requests, drops idle connections and frees the port', async () => {
  let finish: (outcome: InvocationOutcome) => void = () => {}
  const { gateway, events } = await startFixture(
    () =>
      new Promise((resolve) => {
        finish = resolve
      }),
  )
  const [silent, half, busy] = [1, 2, 3].map(() => new RawClient(gateway.port)) as [RawClient, RawClient, RawClient]
  half.send('GET / HT')
  busy.send('GET /busy HTTP/1.1', 'Host: x', '', '')
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 3))
  const closed = gateway.close()
  await Promise.all([silent.expectEnd(), half.expectEnd()])
  await expect(fetch(gateway.url)).rejects.toThrow()
  expect(busy.ended).toBe(false)
  finish(succeed('done'))
  await busy.expect(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*done$/)
  await closed
  await gateway.close()
  const again = await startGateway({
    ...{ host: '127.0.0.1', port: gateway.port },
    invoke: async () => succeed(1),
    throttling: { rateLimit: 1, burstLimit: 1 },
  })
  await again.close()
})

test('a port in use is a UserError that names the owner and the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const error = await startFixture(undefined, { port }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({
    name: 'PortInUse',
    nextSteps: [`rds-proxy-webhook init --port ${port + 1}`, 'rds-proxy-webhook init --port 0'],
  })
  if (process.platform === 'linux') expect((error as Error).message).toContain(`(process ${process.pid})`)
})
