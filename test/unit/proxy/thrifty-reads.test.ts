import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAcceptedThriftily, readThriftily } from '../../../src/targets/local/proxy/protocol/thrifty-reads.ts'

let server: Server
let accepted: Promise<Socket>
let client: Socket

beforeEach(async () => {
  server = createServer({ pauseOnConnect: true })
  accepted = new Promise((resolve) => server.once('connection', (socket) => resolve(readAcceptedThriftily(socket))))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  client = connect({ port, host: '127.0.0.1', onread: readThriftily(() => client) })
})

afterEach(() => {
  client.destroy()
  server.close()
})

test('gives both sides all bytes in order, in chunks that later reads do not change', async () => {
  const socket = await accepted
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
  const chunks: Buffer[] = []
  client.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.end(sent)
  await once(client, 'end')
  expect(Buffer.concat(chunks).equals(sent)).toBe(true)
})

test('keeps the connection: its addresses, its end and its errors', async () => {
  const socket = await accepted
  expect(socket.remotePort).toBe(client.localPort)
  client.end('a last word')
  expect((await buffer(socket)).toString()).toBe('a last word')
  await once(client, 'close')
})

test('stops reading while it is paused, and loses nothing', async () => {
  const socket = await accepted
  let received = 0
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  socket.pause()
  const size = 64 * 1024 * 1024
  client.end(Buffer.alloc(size))
  await new Promise((resolve) => setImmediate(resolve))
  expect(received).toBeLessThan(size)
  expect(client.writableLength).toBeGreaterThan(0)
  socket.resume()
  await once(socket, 'end')
  expect(received).toBe(size)
})

test('the server can be closed while the connection lives on', async () => {
  const socket = await accepted
  server.close()
  await once(server, 'close')
  socket.end('still here')
  expect((await buffer(client)).toString()).toBe('still here')
})
