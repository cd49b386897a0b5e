import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps count of the requests that run on each connection, so that a server can close at once where nothing runs and
 * wait where something does. Node's own notion of idle leaves out connections that never sent anything, such as those
 * that browsers open in advance.
 */
export class OpenConnections {
  readonly #server: Server
  readonly #running = new Map<Socket, number>()
  closing = false

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#running.set(socket, 0)
      socket.once('close', () => this.#running.delete(socket))
    })
    for (const event of ['request', 'checkContinue'] as const) {
      server.on(event, (request, response) => {
        this.#count(request.socket, 1)
        response.once('close', () => this.#count(request.socket, -1))
      })
    }
  }

  /** Stops listening and resolves when the last running request is answered. May be called more than once. */
  close(): Promise<void> {
    this.closing = true
    return new Promise((resolve) => {
      if (!this.#server.listening && this.#running.size === 0) return resolve()
      this.#server.once('close', resolve)
      this.#server.close()
      for (const [socket, running] of this.#running) if (running === 0) socket.destroy()
    })
  }

  #count(socket: Socket, change: number): void {
    const running = this.#running.get(socket)
    if (running === undefined) return
    this.#running.set(socket, running + change)
    // Its answer may have left before `closing` was known, without the header that closes the connection.
    if (this.closing && running + change === 0) socket.destroySoon()
  }
}
