import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import {
  type Packet,
  PacketAssembler,
  readPayload,
} from '../../../src/targets/local/proxy/protocol/packet-assembler.ts'

function takeAll(assembler: PacketAssembler): Packet[] {
  const packets: Packet[] = []
  for (let packet = assembler.next(); packet; packet = assembler.next()) packets.push(packet)
  return packets
}

test('gives back every packet byte by byte, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (payloads, sizes) => {
        const stream = Buffer.concat(payloads.map((payload, index) => framePayload(Buffer.from(payload), index)))
        const assembler = new PacketAssembler(1000)
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] as number
          assembler.push(stream.subarray(at, at + size))
          at += size
        }
        const packets = takeAll(assembler)
        expect(packets.map((packet) => Buffer.from(readPayload(packet)))).toEqual(payloads.map((p) => Buffer.from(p)))
        expect(packets.map(({ sequence }) => sequence)).toEqual(payloads.map((_, index) => index))
        expect(Buffer.concat(packets.flatMap(({ pieces }) => pieces))).toEqual(stream)
      },
    ),
  )
})

test('joins the frames of a packet longer than 16 MB', () => {
  const payload = Buffer.alloc(0xffffff + 10, 7)
  const assembler = new PacketAssembler(2 ** 25)
  const stream = framePayload(payload, 0)
  for (let at = 0; at < stream.length; at += 65_536) assembler.push(stream.subarray(at, at + 65_536))
  const [packet] = takeAll(assembler)
  expect(packet).toMatchObject({ length: payload.length + 8, sequence: 1 })
  expect(readPayload(packet as Packet, 20_000)).toEqual(payload.subarray(0, 20_000))
})

test('a payload of exactly 16 MB - 1 is ended by an empty frame', () => {
  const assembler = new PacketAssembler(2 ** 25)
  const stream = framePayload(Buffer.alloc(0xffffff), 0)
  assembler.push(stream.subarray(0, stream.length - 1))
  expect(assembler.waiting).toBe(0)
  assembler.push(stream.subarray(stream.length - 1))
  expect(assembler.next()).toMatchObject({ length: stream.length, sequence: 1 })
})

test('refuses a packet beyond its limit as soon as its header is there', () => {
  const assembler = new PacketAssembler(100)
  expect(() => assembler.push(Buffer.of(101, 0, 0, 0))).toThrow('longer than allowed')
})

test('stops after one packet when asked to, and hands over what it has not used', () => {
  const assembler = new PacketAssembler(100)
  const stream = Buffer.concat([framePayload(Buffer.from('a'), 0), framePayload(Buffer.from('bc'), 1)])
  expect(assembler.pushOne(stream, 0)).toBe(5)
  expect(assembler.waiting).toBe(1)
  assembler.push(stream.subarray(5, 9))
  expect(Buffer.concat(assembler.takeRest())).toEqual(stream.subarray(0, 9))
})

test('takes a chunk that is exactly one packet as it is, and no other chunk', () => {
  const packet = framePayload(Buffer.from('SELECT 1'), 3)
  const assembler = new PacketAssembler(100)
  expect(assembler.takeWhole(packet)).toEqual({ pieces: [packet], length: packet.length, sequence: 3 })
  const others = [packet.subarray(0, 3), packet.subarray(0, -1), Buffer.concat([packet, packet]), Buffer.alloc(0)]
  for (const other of others) expect(assembler.takeWhole(other)).toBeUndefined()
  expect(assembler.takeWhole(framePayload(Buffer.alloc(101), 0))).toBeUndefined()
  expect(new PacketAssembler(2 ** 25).takeWhole(framePayload(Buffer.alloc(0xffffff), 0))).toBeUndefined()
})

test('takes no chunk as a packet while another one is incomplete or waits', () => {
  const packet = framePayload(Buffer.from('SELECT 1'), 0)
  const assembler = new PacketAssembler(100)
  assembler.push(packet.subarray(0, 2))
  expect(assembler.takeWhole(packet)).toBeUndefined()
  assembler.push(packet.subarray(2))
  expect(assembler.takeWhole(packet)).toBeUndefined()
  expect(takeAll(assembler)).toHaveLength(1)
  expect(assembler.takeWhole(packet)).toBeDefined()
})
