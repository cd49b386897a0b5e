import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'

/** Who may import whom, by the beginning of the path. What is not named here may not be imported. */
const ALLOWED: [from: RegExp, to: RegExp][] = [
  [/^handler\//, /^handler\//],
  [/^stack\//, /^(stack\/|src\/settings\/settings\.ts)/],
  [
    /^src\/commands\//,
    /^src\/(base-command|change-environment|errors|events|package-folder)|^src\/(actions|settings|targets\/(target|pick|stand-in)|ui)/,
  ],
  [/^src\/actions\//, /^(src\/(actions\/|estimates\/|targets\/target|settings\/|events|errors)|handler\/contract)/],
  [/^src\/targets\/local\/proxy\//, /^src\/targets\/local\/proxy\//],
  [
    /^src\/targets\/aws\//,
    /^(src\/(targets\/(aws\/|target)|estimates\/|settings\/|events|errors|package-folder)|stack\/|handler\/contract)/,
  ],
  [
    /^src\/targets\/local\//,
    /^(src\/(targets\/(local\/|target)|estimates\/|settings\/|events|errors|package-folder)|handler\/contract)/,
  ],
  [/^src\/targets\/[^/]+\.ts$/, /^(src\/(targets\/|settings\/|events|errors)|handler\/contract)/],
  [/^src\/estimates\//, /^src\/(estimates\/|settings\/settings\.ts|targets\/target[-.])/],
  [/^src\/settings\//, /^src\/(settings\/|errors|targets\/target[-.]|estimates\/price-table\.ts)/],
  [/^src\/ui\//, /^src\/(ui\/|events|errors|settings\/|targets\/target|actions\/)/],
  [/^src\/[^/]+\.ts$/, /^src\//],
]

/** Packages that belong to one place only. */
const OWNED: [name: RegExp, owner: RegExp][] = [
  [/^@aws-sdk\//, /^(handler|src\/targets\/aws)\//],
  [/^(aws-cdk-lib|constructs)/, /^stack\//],
  [/^inquirer$/, /^src\/ui\/prompts\.ts$/],
  [/^listr2$/, /^src\/ui\/live\.ts$/],
  [/^mysql2/, /^handler\//],
]

let inputs: Metafile['inputs']

beforeAll(async () => {
  const commands = readdirSync('src/commands').map((name) => `src/commands/${name}`)
  const handlers = ['webhook', 'query', 'rotation'].map((name) => `handler/${name}/index.ts`)
  const { metafile } = await build({
    entryPoints: [
      'src/main.ts',
      'src/background.ts',
      'src/proxy-thread.ts',
      'src/bootstrap.ts',
      ...commands,
      ...handlers,
    ],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    packages: 'external',
    outdir: 'unused',
  })
  inputs = metafile.inputs
})

const edges = () => Object.entries(inputs).flatMap(([from, { imports }]) => imports.map((each) => ({ from, ...each })))

describe('the structure of the sources', () => {
  it('lets each folder import only what the rules allow', () => {
    const internal = edges().filter((edge) => !edge.external)
    expect(internal.length).toBeGreaterThan(100)
    const broken = internal.filter(({ from, path }) => {
      const rule = ALLOWED.find(([folder]) => folder.test(from))
      return !rule?.[1].test(path)
    })
    expect(broken.map(({ from, path }) => `${from} -> ${path}`)).toEqual([])
  })

  it('keeps each large package in one place', () => {
    const packages = edges().filter((edge) => edge.external && !edge.path.startsWith('node:'))
    const broken = packages.filter(({ from, path }) =>
      OWNED.some(([name, owner]) => name.test(path) && !owner.test(from)),
    )
    expect(broken.map(({ from, path }) => `${from} -> ${path}`)).toEqual([])
  })

  it('keeps the stand-in for RDS Proxy a library of its own, types included', () => {
    const library = 'src/targets/local/proxy'
    const inside = listImports(library)
    expect(inside.length).toBeGreaterThan(100)
    const leaving = inside.filter(({ path }) => !path.startsWith(`${library}/`) && !path.startsWith('node:'))
    expect(leaving).toEqual([])
    const outside = ['src', 'handler', 'stack'].flatMap(listImports).filter(({ from }) => !from.startsWith(library))
    const entering = outside.filter(({ path }) => path.startsWith(`${library}/`))
    expect(entering.length).toBeGreaterThan(0)
    expect(entering.filter(({ path }) => path !== `${library}/index.ts`)).toEqual([])
  })
})

/** What the sources in a folder import, types too, which are gone from what is built. */
function listImports(folder: string): { from: string; path: string }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return files.flatMap((name) => {
    const from = join(folder, name)
    const named = [...readFileSync(from, 'utf8').matchAll(/(?:from|import\(|import) ?'([^']+)'/g)]
    return named.map(([, path = '']) => ({ from, path: path.startsWith('.') ? join(from, '..', path) : path }))
  })
}
