import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Tap {
  /** Where to connect in place of the target. */
  address: { socketPath: string } | { host: string; port: number }
  /** All that the target said, in order, since the tap was made. */
  heard(): Buffer
  /** Cuts the connection on which the target is next told this text, before it hears it. */
  cutOnce(text: string): void
  close(): Promise<void>
}

/** Stands before a server, on a socket of the same kind, writes down what the server says, and may cut it off. */
export async function startTap(target: { socketPath: string } | { host: string; port: number }): Promise<Tap> {
  const chunks: Buffer[] = []
  const open = new Set<Socket>()
  let forbidden: string | undefined
  const options: NetConnectOpts = 'socketPath' in target ? { path: target.socketPath } : target
  const server = createServer((client) => {
    const upstream = connect(options)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    upstream.on('data', (chunk: Buffer) => chunks.push(chunk))
    client.on('data', (chunk: Buffer) => {
      if (forbidden === undefined || !chunk.includes(forbidden)) return
      forbidden = undefined
      for (const socket of [client, upstream]) socket.destroy()
    })
    client.pipe(upstream).pipe(client)
  })
  const path = join(tmpdir(), `tap-${process.pid}-${process.hrtime.bigint()}.sock`)
  if ('socketPath' in target) server.listen(path)
  else server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = (server.address() as AddressInfo).port
  return {
    address: 'socketPath' in target ? { socketPath: path } : { host: '127.0.0.1', port },
    heard: () => Buffer.concat(chunks),
    cutOnce(text) {
      forbidden = text
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await rm(path, { force: true })
    },
  }
}
