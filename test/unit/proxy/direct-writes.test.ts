import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeDirectly } from '../../../src/targets/local/proxy/protocol/direct-writes.ts'

let server: Server
let client: Socket
let accepted: Socket

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1' })
  ;[accepted] = (await once(server, 'connection')) as [Socket]
})

afterEach(() => {
  client.destroy()
  accepted.destroy()
  server.close()
})

/** A `write` that has learned from a first packet how to leave out the stream. */
function prepare(): (bytes: Buffer) => boolean {
  const write = writeDirectly(accepted)
  write(Buffer.from('first,'))
  return write
}

test('leaves out the stream from the second packet on, in a Node whose sockets are known', async () => {
  const write = prepare()
  const usual = vi.spyOn(accepted, 'write')
  expect(write(Buffer.from('second,'))).toBe(true)
  expect(write(Buffer.from('third'))).toBe(true)
  expect(usual).not.toHaveBeenCalled()
  accepted.end()
  expect((await buffer(client)).toString()).toBe('first,second,third')
})

test('keeps the order when the reader falls behind, says so, and tells when it can take more', async () => {
  const write = prepare()
  const sent = [Buffer.from('first,')]
  let flows = true
  for (let index = 0; flows; index++) {
    sent.push(Buffer.alloc(100_000, index))
    flows = write(sent.at(-1) as Buffer)
  }
  for (const late of ['late,', 'later,']) {
    sent.push(Buffer.from(late))
    write(sent.at(-1) as Buffer)
    sent.push(Buffer.from('usual,'))
    accepted.write(sent.at(-1) as Buffer)
  }
  const drained = once(accepted, 'drain')
  const received = buffer(client)
  await drained
  sent.push(Buffer.from('last'))
  write(sent.at(-1) as Buffer)
  accepted.end()
  expect((await received).equals(Buffer.concat(sent))).toBe(true)
})

test('many sockets fall behind and come back at once, each with its own bytes', async () => {
  prepare()
  const pairs: { to: Socket; from: Socket; write: (bytes: Buffer) => boolean }[] = []
  while (pairs.length < 20) {
    const to = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1' })
    const [from] = (await once(server, 'connection')) as [Socket]
    pairs.push({ to, from, write: writeDirectly(from) })
  }
  for (let round = 0; round < 200; round++) {
    for (const [index, { write }] of pairs.entries()) write(Buffer.alloc(50_000, index + 1))
  }
  for (const { from } of pairs) from.end()
  const received = await Promise.all(pairs.map(({ to }) => buffer(to)))
  for (const [index, bytes] of received.entries()) {
    expect(bytes.equals(Buffer.alloc(200 * 50_000, index + 1))).toBe(true)
  }
})

test('a reader that is gone ends the socket, with its error and without a throw', async () => {
  const write = prepare()
  accepted.on('error', () => undefined)
  const closed = once(accepted, 'close')
  client.resetAndDestroy()
  while (!accepted.destroyed) {
    write(Buffer.alloc(100_000))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await closed
  expect(write(Buffer.from('too late'))).toBe(false)
})

test('writes to any other stream as usual', async () => {
  const stream = new PassThrough()
  writeDirectly(stream)(Buffer.from('as usual'))
  stream.end()
  expect((await buffer(stream)).toString()).toBe('as usual')
})
