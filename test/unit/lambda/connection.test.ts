import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { RuntimeConnection } from '../../../src/targets/local/lambda/bootstrap/connection.ts'
import { parseHead } from '../../../src/targets/local/lambda/bootstrap/response-head.ts'

async function connectPair(
  onClose: () => void = () => {},
): Promise<{ connection: RuntimeConnection; peer: Socket; address: string }> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = new RuntimeConnection(address, onClose)
  const [peer] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    peer.destroy()
    server.close()
  })
  return { connection, peer, address }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1))

test('requests leave as HTTP, an answer and the next request together', async () => {
  const { connection, peer, address } = await connectPair()
  void connection.send(
    { path: 'invocation/1/response', body: Buffer.from('ü'), headers: { A: 'b' } },
    { path: 'invocation/next' },
  )
  const [bytes] = (await once(peer, 'data')) as [Buffer]
  expect(bytes.toString()).toBe(
    `POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\nHost: ${address}\r\nA: b\r\n` +
      'Content-Type: application/json\r\nContent-Length: 2\r\n\r\nü' +
      `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${address}\r\n\r\n`,
  )
})

test.each([1, 2, 3, 7, 1_000])(
  'responses that arrive in pieces of %i bytes come out whole and in order',
  async (size) => {
    const { connection, peer } = await connectPair()
    const bodies = ['', 'a\r\n\r\nb', 'x'.repeat(500), 'last']
    const answers = bodies.map((_, at) => connection.send({ path: String(at) }))
    const bytes = Buffer.from(
      bodies
        .map((body) => `HTTP/1.1 202 OK\r\nX-N: ${body.length}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
        .join(''),
    )
    for (let at = 0; at < bytes.length; at += size) {
      peer.write(bytes.subarray(at, at + size))
      if (at % (size * 20) === 0) await turn()
    }
    const received = await Promise.all(answers)
    expect(received.map(({ body }) => body.toString())).toEqual(bodies)
    expect(received.map(({ status, headers }) => [status, headers.get('x-n')])).toEqual(
      bodies.map(({ length }) => [202, String(length)]),
    )
  },
)

test('the end of the other side is noticed', async () => {
  let close = (): void => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const { peer } = await connectPair(() => close())
  peer.destroy()
  await closed
})

test('a response without length is refused', () => {
  expect(() => parseHead('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked')).toThrow('without Content-Length')
})
