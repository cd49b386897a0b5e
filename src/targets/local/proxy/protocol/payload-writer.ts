/** Collects the fields of one packet's payload. */
export class PayloadWriter {
  private readonly parts: Buffer[] = []

  uint8(value: number): this {
    return this.bytes(Buffer.of(value))
  }

  uint16(value: number): this {
    const part = Buffer.allocUnsafe(2)
    part.writeUInt16LE(value)
    return this.bytes(part)
  }

  uint32(value: number): this {
    const part = Buffer.allocUnsafe(4)
    part.writeUInt32LE(value)
    return this.bytes(part)
  }

  zeros(count: number): this {
    return this.bytes(Buffer.alloc(count))
  }

  bytes(part: Buffer): this {
    this.parts.push(part)
    return this
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value))
  }

  nulTerminated(value: string | Buffer): this {
    this.bytes(typeof value === 'string' ? Buffer.from(value) : value)
    return this.uint8(0)
  }

  /** A whole number up to 2^53 in 1, 3 or 9 bytes. */
  lengthEncoded(value: number): this {
    if (value < 0xfb) return this.uint8(value)
    if (value <= 0xffff) return this.uint8(0xfc).uint16(value)
    const part = Buffer.alloc(9, 0xfe)
    part.writeBigUInt64LE(BigInt(value), 1)
    return this.bytes(part)
  }

  /** All fields in one buffer. */
  finish(): Buffer {
    return Buffer.concat(this.parts)
  }
}
