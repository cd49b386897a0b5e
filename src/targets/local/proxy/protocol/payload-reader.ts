import { ProtocolError } from './protocol-error.ts'

/** Reads the fields of one packet's payload in order. Every method throws ProtocolError beyond the end. */
export class PayloadReader {
  private offset: number
  private readonly payload: Buffer

  constructor(payload: Buffer, offset = 0) {
    this.payload = payload
    this.offset = offset
  }

  /** Bytes that were not read yet. */
  get remaining(): number {
    return this.payload.length - this.offset
  }

  uint8(): number {
    return this.bytes(1).readUInt8()
  }

  uint16(): number {
    return this.bytes(2).readUInt16LE()
  }

  uint32(): number {
    return this.bytes(4).readUInt32LE()
  }

  bytes(count: number): Buffer {
    if (count > this.remaining) throw new ProtocolError('A packet ended too early.')
    this.offset += count
    return this.payload.subarray(this.offset - count, this.offset)
  }

  /** All that was not read yet. */
  rest(): Buffer {
    return this.bytes(this.remaining)
  }

  /** Bytes up to the next NUL, which is skipped; without a NUL all that is left. */
  nulTerminated(): Buffer {
    const end = this.payload.indexOf(0, this.offset)
    if (end < 0) return this.rest()
    const found = this.payload.subarray(this.offset, end)
    this.offset = end + 1
    return found
  }

  /** A length-encoded integer; `undefined` for NULL (0xfb). Beyond 2^53 the value loses precision. */
  lengthEncoded(): number | undefined {
    const first = this.uint8()
    if (first < 0xfb) return first
    if (first === 0xfb) return undefined
    if (first === 0xfc) return this.uint16()
    if (first === 0xfd) return this.bytes(3).readUIntLE(0, 3)
    if (first === 0xfe) return Number(this.bytes(8).readBigUInt64LE())
    throw new ProtocolError('A length-encoded integer cannot start with 0xff.')
  }

  /** Bytes with a length-encoded length before them; `undefined` for NULL. */
  lengthEncodedBytes(): Buffer | undefined {
    const length = this.lengthEncoded()
    return length === undefined ? undefined : this.bytes(length)
  }
}
