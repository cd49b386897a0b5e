import { connect, type NetConnectOpts } from 'node:net'

/**
 * Whether a server greets whoever connects. MySQL's protocol has the server speak first, and it listens before it has
 * recovered and read its init file, but answers only afterwards.
 */
export async function isGreeting(address: NetConnectOpts, timeoutMs: number): Promise<boolean> {
  const socket = connect(address)
  try {
    return await new Promise((resolve) => {
      socket.setTimeout(timeoutMs)
      socket.once('data', () => resolve(true))
      for (const event of ['error', 'close', 'timeout']) socket.once(event, () => resolve(false))
    })
  } finally {
    socket.destroy()
  }
}
