import { HEADER_LENGTH, LONGEST_FRAME } from './framing.ts'
import { ProtocolError } from './protocol-error.ts'

/** One whole packet as it came: its bytes with the frame headers, in the pieces in which they were received. */
export interface Packet {
  pieces: Buffer[]
  /** All bytes, headers included. */
  length: number
  /** Sequence number of the last frame: an answer continues with the next one. */
  sequence: number
}

/** Cuts a stream of chunks into packets without copying them. Frames of 16 MB - 1 are joined with what follows. */
export class PacketAssembler {
  private readonly limit: number
  private readonly header = Buffer.alloc(HEADER_LENGTH)
  private headerFilled = 0
  private bodyMissing = 0
  private frameIsLast = true
  private pieces: Buffer[] = []
  private length = 0
  private readonly whole: Packet[] = []

  /** @param limit longest packet accepted, in bytes with headers. */
  constructor(limit: number) {
    this.limit = limit
  }

  /** Whole packets that wait to be taken. */
  get waiting(): number {
    return this.whole.length
  }

  /** The chunk as a packet when it is exactly one and nothing waits before it: how nearly all requests come. */
  takeWhole(chunk: Buffer): Packet | undefined {
    if (this.whole.length > 0 || this.length > 0 || chunk.length < HEADER_LENGTH) return undefined
    const body = (chunk[0] as number) | ((chunk[1] as number) << 8) | ((chunk[2] as number) << 16)
    if (chunk.length !== HEADER_LENGTH + body || body === LONGEST_FRAME || body > this.limit) return undefined
    return { pieces: [chunk], length: chunk.length, sequence: chunk[3] as number }
  }

  /** @throws ProtocolError when a packet is longer than the limit. */
  push(chunk: Buffer): void {
    for (let offset = 0; offset < chunk.length; ) offset = this.pushOne(chunk, offset)
  }

  /**
   * Takes the chunk's bytes from `start` to the end of one packet, or all of them when the packet needs more. Returns
   * the offset after them. What comes after a packet may not be one: TLS begins in the middle of a stream.
   */
  pushOne(chunk: Buffer, start: number): number {
    let offset = start
    for (;;) {
      offset = this.readHeader(chunk, offset)
      if (this.headerFilled < HEADER_LENGTH) break
      const body = Math.min(this.bodyMissing, chunk.length - offset)
      this.bodyMissing -= body
      offset += body
      if (this.bodyMissing > 0) break
      this.headerFilled = 0
      if (!this.frameIsLast) continue
      this.addPiece(chunk.subarray(start, offset))
      this.finishPacket()
      return offset
    }
    this.addPiece(chunk.subarray(start))
    return chunk.length
  }

  /** Takes the oldest whole packet. */
  next(): Packet | undefined {
    return this.whole.shift()
  }

  /** Gives away everything not yet taken, for another reader of the same stream. */
  takeRest(): Buffer[] {
    const rest = [...this.whole.flatMap((packet) => packet.pieces), ...this.pieces]
    this.whole.length = 0
    this.pieces = []
    this.length = 0
    this.headerFilled = 0
    this.bodyMissing = 0
    return rest
  }

  private finishPacket(): void {
    this.whole.push({ pieces: this.pieces, length: this.length, sequence: this.header[3] as number })
    this.pieces = []
    this.length = 0
  }

  private readHeader(chunk: Buffer, offset: number): number {
    if (this.headerFilled === HEADER_LENGTH) return offset
    let at = offset
    while (this.headerFilled < HEADER_LENGTH && at < chunk.length) {
      this.header[this.headerFilled++] = chunk[at++] as number
    }
    if (this.headerFilled === HEADER_LENGTH) {
      this.bodyMissing = this.header.readUIntLE(0, 3)
      this.frameIsLast = this.bodyMissing < LONGEST_FRAME
      if (this.length + this.bodyMissing > this.limit) throw new ProtocolError('A packet is longer than allowed.')
    }
    return at
  }

  private addPiece(piece: Buffer): void {
    this.pieces.push(piece)
    this.length += piece.length
  }
}

/**
 * The beginning of a packet's payload: all of it, or its first `most` bytes. Packets of several frames are only
 * read up to the end of the first one.
 */
export function readPayload(packet: Packet, most = LONGEST_FRAME): Buffer {
  const wanted = Math.min(packet.length, most + HEADER_LENGTH)
  const first = packet.pieces[0] as Buffer
  if (first.length >= wanted) return first.subarray(HEADER_LENGTH, wanted)
  const taken: Buffer[] = []
  let length = 0
  for (const piece of packet.pieces) {
    if (length >= wanted) break
    taken.push(piece)
    length += piece.length
  }
  return Buffer.concat(taken, length).subarray(HEADER_LENGTH, wanted)
}
