import { unzipSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hash, readFunctionBundles } from '../../../../../src/targets/aws/assets/function-bundles.ts'
import { zipBundle } from '../../../../../src/targets/aws/assets/zip-bundle.ts'

const content = Buffer.from('export const handler = () => "hello"\n'.repeat(100))

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('a bundle', () => {
  it('holds the file as it is', async () => {
    expect(unzipSync(await zipBundle('index.mjs', content))).toEqual({ 'index.mjs': new Uint8Array(content) })
  })

  it('is the same at another time and in another zone', async () => {
    const here = hash(await zipBundle('index.mjs', content))
    vi.useFakeTimers({ now: new Date('2031-07-01T03:00:00Z') })
    for (const zone of ['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu']) {
      vi.stubEnv('TZ', zone)
      expect(hash(await zipBundle('index.mjs', content))).toBe(here)
    }
  })

  it('is another one for another content', async () => {
    expect(hash(await zipBundle('index.mjs', Buffer.from('other')))).not.toBe(
      hash(await zipBundle('index.mjs', content)),
    )
  })

  it('can be read by whoever runs it', async () => {
    const zip = Buffer.from(await zipBundle('index.mjs', content))
    const directory = zip.indexOf(Buffer.from('PK\u0001\u0002'))
    // ZIP file format specification, 4.3.12: the external attributes have Unix's mode in their upper half.
    expect((zip.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe('100644')
  })
})

describe('the bundles of the build', () => {
  it('have keys that are made from their contents', async () => {
    const bundles = await readFunctionBundles()
    expect(bundles.map(({ name }) => name)).toEqual(['webhook', 'query', 'rotation'])
    for (const { name, zip, key } of bundles) {
      expect(key).toBe(`functions/${name}/${hash(zip)}.zip`)
      expect(Object.keys(unzipSync(zip))).toEqual(['index.mjs'])
    }
  })

  it('are missed with a sentence', async () => {
    await expect(readFunctionBundles('/nowhere')).rejects.toThrow(
      'The bundle of a function is missing: /nowhere/webhook/index.mjs',
    )
  })
})
