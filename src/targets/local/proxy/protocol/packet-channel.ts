import { framePayload } from './framing.ts'
import { type Packet, PacketAssembler, readPayload } from './packet-assembler.ts'

interface Reader {
  resolve(packet: Packet): void
  reject(error: Error): void
}

/**
 * Packets in turn, for conversations that are not forwarded: logins, and the proxy's own commands. Bytes are given
 * to it by whoever owns the socket, so that the socket keeps one listener for its whole life.
 */
export class PacketChannel {
  private readonly assembler: PacketAssembler
  private readonly send: (bytes: Buffer) => void
  private sequence = 0
  /** Not looked at before a packet is asked for: after a request for TLS, packets are not what follows. */
  private readonly received: Buffer[] = []
  private reader: Reader | undefined
  private error: Error | undefined

  /** @param limit longest packet accepted, in bytes. */
  constructor(send: (bytes: Buffer) => void, limit: number) {
    this.send = send
    this.assembler = new PacketAssembler(limit)
  }

  /** Takes bytes from the other side. */
  push(chunk: Buffer): void {
    this.received.push(chunk)
    this.serve()
  }

  /** Lets a waiting and every later read fail. */
  fail(error: Error): void {
    this.error ??= error
    const reader = this.reader
    this.reader = undefined
    reader?.reject(this.error)
  }

  /** The payload of the next packet. One read at a time. */
  async read(): Promise<Buffer> {
    return readPayload(await this.readPacket())
  }

  /** The next packet as it came. Rejects with what `fail` was given, or with ProtocolError beyond the limit. */
  readPacket(): Promise<Packet> {
    return new Promise((resolve, reject) => {
      if (this.error) {
        reject(this.error)
        return
      }
      this.reader = { resolve, reject }
      this.serve()
    })
  }

  /** Sends a packet, numbered after the last one of either side. */
  write(payload: Buffer): void {
    this.send(framePayload(payload, this.sequence))
    this.sequence = (this.sequence + 1) & 0xff
  }

  /** Begins a command: sequence numbers start at 0 again. */
  writeCommand(payload: Buffer): void {
    this.sequence = 0
    this.write(payload)
  }

  /** Continues after a packet that was read elsewhere. */
  continueAfter(sequence: number): void {
    this.sequence = (sequence + 1) & 0xff
  }

  /** Bytes received and not read, for the next reader of the stream. */
  takeRest(): Buffer[] {
    return [...this.assembler.takeRest(), ...this.received.splice(0)]
  }

  private serve(): void {
    if (!this.reader) return
    const packet = this.assemble()
    if (!packet || !this.reader) return
    this.sequence = (packet.sequence + 1) & 0xff
    const reader = this.reader
    this.reader = undefined
    reader.resolve(packet)
  }

  private assemble(): Packet | undefined {
    try {
      for (let chunk = this.received.shift(); chunk; chunk = this.received.shift()) {
        const used = this.assembler.pushOne(chunk, 0)
        if (used < chunk.length) this.received.unshift(chunk.subarray(used))
        const packet = this.assembler.next()
        if (packet) return packet
      }
    } catch (error) {
      this.fail(error as Error)
    }
    return undefined
  }
}
