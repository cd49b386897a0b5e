import { Socket, type SocketConstructorOpts } from 'node:net'

const READ_LENGTH = 65_536

/**
 * What every socket of the thread reads into. Node gives each read 64 KB of its own and cuts them down afterwards,
 * which costs more than all else that a small packet goes through.
 */
const shared = Buffer.allocUnsafeSlow(READ_LENGTH)

/**
 * The `onread` option of a socket that reads into memory shared with the others and keeps a copy of just what came.
 * The socket's `data` events, pausing and end are as always.
 * @param socket gives the socket that the option was made for
 */
export function readThriftily(socket: () => Socket): {
  buffer: Uint8Array
  callback(received: number, buffer: Uint8Array): boolean
} {
  return {
    buffer: shared,
    callback(received) {
      const chunk = Buffer.allocUnsafe(received)
      shared.copy(chunk, 0, 0, received)
      const receiver = socket()
      if (!receiver.readableFlowing || receiver.readableLength > 0) return receiver.push(chunk)
      receiver.emit('data', chunk)
      return true
    },
  }
}

/** The connected socket below a `Socket`, which Node's documentation does not describe. */
type Handle = object

/**
 * The same connection as a socket that reads thriftily. The one that was given is not to be used any more.
 * @param accepted must come paused from its server, so that nothing was read yet
 */
export function readAcceptedThriftily(accepted: Socket): Socket {
  const handle = takeHandle(accepted)
  // Without the handle, in a Node that has changed, the socket is as good and only slower.
  if (!handle) return accepted
  const options = { handle, onread: readThriftily(() => socket) }
  const socket: Socket = new Socket(options as SocketConstructorOpts)
  // Its server no longer waits for it.
  accepted.destroy()
  return socket
}

function takeHandle(socket: Socket): Handle | undefined {
  const inner = socket as unknown as { _handle?: Handle | null }
  const handle = inner._handle
  if (!handle || !('useUserBuffer' in handle)) return undefined
  inner._handle = null
  return handle
}
