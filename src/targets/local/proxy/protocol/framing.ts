/** A frame of this length is followed by another one that belongs to the same packet. */
export const LONGEST_FRAME = 0xffffff
/** Three bytes of length and one of sequence number, in front of each frame. */
export const HEADER_LENGTH = 4

/** Puts frame headers around a payload, starting with sequence number `sequence`; splits it at 16 MB - 1. */
export function framePayload(payload: Buffer, sequence: number): Buffer {
  const frames: Buffer[] = []
  let offset = 0
  let length: number
  do {
    length = Math.min(payload.length - offset, LONGEST_FRAME)
    const header = Buffer.allocUnsafe(HEADER_LENGTH)
    header.writeUIntLE(length, 0, 3)
    header[3] = (sequence + frames.length / 2) & 0xff
    frames.push(header, payload.subarray(offset, offset + length))
    offset += length
  } while (length === LONGEST_FRAME)
  return Buffer.concat(frames)
}
