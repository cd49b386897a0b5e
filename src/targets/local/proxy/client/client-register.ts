import type { Socket } from 'node:net'
import { proxyErrors, type ServerError } from '../protocol/messages.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { ClientConnection } from './client-connection.ts'

const SECOND = 1000

/** All clients that are connected. */
export class ClientRegister {
  private readonly context: ProxyContext
  private readonly clients = new Set<ClientConnection>()
  private lastId = 0
  private closing = false
  private onEmpty: (() => void) | undefined
  /** Clients that came in the second that began at `windowStart`. */
  private recent = 0
  private windowStart = 0

  constructor(context: ProxyContext) {
    this.context = context
  }

  /** Clients that are connected, logged in or not. */
  get count(): number {
    return this.clients.size
  }

  /** Those of them with TLS. */
  get secured(): number {
    let count = 0
    for (const { secure } of this.clients) if (secure) count += 1
    return count
  }

  /** Begins to serve a client, or turns it away with error 1040. */
  accept(socket: Socket): void {
    this.context.totals.clientConnectionsReceived += 1
    this.lastId += 1
    const client = new ClientConnection(this.lastId, socket, this.context, () => this.remove(client))
    this.clients.add(client)
    const refusal = this.findRefusal()
    if (refusal) client.turnAway(refusal)
    else void client.serve()
  }

  /** Closes clients that said nothing for too long or have lived too long. */
  closeIdle(): void {
    const { clock, settings, durations } = this.context
    const now = clock.now()
    for (const client of this.clients) {
      if (client.busy) continue
      if (now - client.lastActivity >= settings.idleClientTimeout * SECOND)
        client.dismiss('The client was idle too long.')
      else if (client.resting && now - client.connectedAt >= durations.clientLife) {
        client.dismiss('The client connection reached its longest life.')
      }
    }
  }

  /** Resolves when no client is left. */
  async closeAll(graceful: boolean): Promise<void> {
    this.closing = true
    if (this.clients.size === 0) return
    const empty = new Promise<void>((resolve) => {
      this.onEmpty = resolve
    })
    if (!graceful) this.destroyAll()
    const cancel = this.context.clock.schedule(this.context.durations.drain, () => this.destroyAll())
    const cancelWatch = this.closeResting()
    await empty
    cancel()
    cancelWatch()
  }

  private closeResting(): () => void {
    for (const client of this.clients) {
      if (client.resting) client.dismiss('The proxy shuts down.')
    }
    let cancel = this.context.clock.schedule(20, () => {
      cancel = this.closeResting()
    })
    return () => cancel()
  }

  private destroyAll(): void {
    for (const client of [...this.clients]) client.destroy()
  }

  private findRefusal(): ServerError | undefined {
    const { limits, clock } = this.context
    const now = clock.now()
    if (now - this.windowStart >= SECOND) {
      this.windowStart = now
      this.recent = 0
    }
    this.recent += 1
    if (this.recent > limits.newClientsPerSecond) return proxyErrors.tooManyNewClients(limits.newClientsPerSecond)
    if (this.clients.size > limits.clients) return proxyErrors.tooManyClients(limits.clients)
    return undefined
  }

  private remove(client: ClientConnection): void {
    this.clients.delete(client)
    if (this.closing && this.clients.size === 0) this.onEmpty?.()
  }
}
