import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { guessContentType, MAX_DATA_BYTES, readData } from '../../../src/actions/request-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'data-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* parts
}

describe('readData', () => {
  it('takes text as it is', async () => {
    expect(await readData('größe', chunks())).toEqual(Buffer.from('größe'))
  })

  it('reads a file byte by byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    writeFileSync(join(folder, 'all.bin'), bytes)
    expect(await readData(`@${join(folder, 'all.bin')}`, chunks())).toEqual(bytes)
  })

  it('reads standard input to its end', async () => {
    expect(await readData('-', chunks('a', Buffer.from([0, 255]), 'ü'))).toEqual(Buffer.from([97, 0, 255, 0xc3, 0xbc]))
  })

  it.each([
    ['@no-such-file', 'there is no such file'],
    [`@${folder}`, 'it is a folder'],
  ])('says what is wrong with %s', async (argument, reason) => {
    await expect(readData(argument, chunks())).rejects.toMatchObject({
      name: 'DataFileUnreadable',
      exitCode: 2,
      message: expect.stringContaining(reason),
    })
  })

  it('stops reading what no HTTP API would take', async () => {
    let taken = 0
    async function* endless() {
      for (;;) {
        taken++
        yield Buffer.alloc(16 * 1024 * 1024)
      }
    }
    await expect(readData('-', endless())).rejects.toMatchObject({ name: 'TooMuchData', exitCode: 2 })
    expect(taken).toBe(MAX_DATA_BYTES / (16 * 1024 * 1024) + 1)
  })
})

describe('guessContentType', () => {
  it.each([
    ['{"a":1}', 'application/json'],
    ['hello', 'text/plain; charset=utf-8'],
    ['', 'text/plain; charset=utf-8'],
    [Buffer.from([0xff, 0xfe]), 'application/octet-stream'],
  ])('%j', (data, type) => expect(guessContentType(Buffer.from(data))).toBe(type))
})
