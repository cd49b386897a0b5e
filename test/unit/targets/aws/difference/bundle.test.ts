import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareTemplates } from '../../../../../src/targets/aws/difference/compare-templates.ts'
import { changes, editTemplate, makeTemplate } from './pairs.ts'

let folder: string
let bundled: typeof compareTemplates
let bytes: number

beforeAll(async () => {
  const { propertiesInBrief } = await import(
    new URL('../../../../../scripts/properties-in-brief.mjs', import.meta.url).href
  )
  folder = await mkdtemp(join(tmpdir(), 'difference-'))
  const { metafile } = await build({
    entryPoints: ['src/targets/aws/difference/compare-templates.ts'],
    outfile: join(folder, 'compare-templates.mjs'),
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);`,
    },
    plugins: [propertiesInBrief],
  })
  bytes = Object.values(metafile.outputs)[0]?.bytes ?? 0
  ;({ compareTemplates: bundled } = await import(pathToFileURL(join(folder, 'compare-templates.mjs')).href))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The program knows only in brief what AWS's service specification says of properties; these tests run on all of it. */
describe('the difference as it is published', () => {
  it('stays small', () => {
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(250_000)
  })

  it.each(Object.entries(changes))('is the same for %s', async (_, { before, after }) => {
    const [one, other] = [makeTemplate(before), makeTemplate(after)]
    const expected = await compareTemplates(one, other)
    expect(expected.kind).toBe('changed')
    expect(await bundled(one, other)).toEqual(expected)
    expect(await bundled(other, one)).toEqual(await compareTemplates(other, one))
  })

  it('is the same for a proxy that is replaced', async () => {
    const before = makeTemplate()
    const after = editTemplate(before, {
      DatabaseProxyDC6872F6: (properties) => ({ ...properties, EngineFamily: 'POSTGRESQL' }),
    })
    const difference = await bundled(before, after)
    expect(difference.dangerous).toHaveLength(1)
    expect(difference).toEqual(await compareTemplates(before, after))
  })
})
