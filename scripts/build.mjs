// Builds dist/: the CLI as split ES modules (quick start-up: one file per command plus shared chunks)
// and each function as the single file that Lambda and the local runtime load.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
  legalComments: 'none',
}

// CommonJS dependencies inside an ES module bundle still call require() for Node's own modules.
const requireForCommonJs = `import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);`

function commandFiles() {
  return readdirSync(resolve(root, 'src/commands'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/commands/${name}`)
}

export async function buildProgram() {
  // Built aside and then put in place, so that a build that fails leaves the last good one.
  const draft = `dist-${process.pid}`
  try {
    await buildInto(draft)
    await rm(resolve(root, 'dist'), { recursive: true, force: true })
    await rename(resolve(root, draft), resolve(root, 'dist'))
  } finally {
    await rm(resolve(root, draft), { recursive: true, force: true })
  }
}

async function buildInto(folder) {
  await Promise.all([
    build({
      ...shared,
      entryPoints: ['src/main.ts', 'src/background.ts', 'src/proxy-thread.ts', 'src/bootstrap.ts', ...commandFiles()],
      outdir: folder,
      outbase: 'src',
      chunkNames: 'chunks/[name]-[hash]',
      splitting: true,
      minify: true,
      target: 'node20',
      banner: { js: requireForCommonJs },
      external: ['typescript', 'ts-node'],
      plugins: [stackApart],
    }),
    buildFunctions(`${folder}/functions`),
    buildStack(`${folder}/stack`),
  ])
}

/**
 * The CDK app is a file of its own: with the CDK in it, it takes seconds to bundle and changes rarely. `#stack` is
 * resolved by package.json, whatever chunk the import ends up in.
 */
const stackApart = {
  name: 'stack-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/stack\/app\.ts$/ }, () => ({ path: '#stack', external: true }))
  },
}

/** Bundles the CDK app with the CDK, or takes the bundle that was made of the same sources before. */
async function buildStack(outdir) {
  const kept = resolve(root, `node_modules/.cache/rds-proxy-webhook/stack-${hashStack()}`)
  if (!existsSync(kept)) {
    const draft = `${kept}-${process.pid}`
    await build({
      ...shared,
      entryPoints: ['stack/app.ts'],
      outdir: draft,
      minify: true,
      sourcemap: false,
      target: 'node20',
      banner: { js: requireForCommonJs },
    })
    // Another build may have been quicker.
    await rename(draft, kept).catch(() => rm(draft, { recursive: true }))
  }
  await cp(kept, resolve(root, outdir), { recursive: true })
}

function hashStack() {
  const hash = createHash('sha256')
  const sources = readdirSync(resolve(root, 'stack')).map((name) => `stack/${name}`)
  for (const file of [...sources, 'package-lock.json', 'scripts/build.mjs']) {
    hash.update(file).update(readFileSync(resolve(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Bundles the three functions into `<outdir>/<name>/index.mjs`. */
export async function buildFunctions(outdir) {
  await build({
    ...shared,
    entryPoints: ['webhook', 'query', 'rotation'].map((name) => ({
      in: `handler/${name}/index.ts`,
      out: `${name}/index`,
    })),
    outdir,
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: false,
    target: 'node20',
    alias: { 'iconv-lite': './handler/database/native-encodings.ts' },
    banner: { js: requireForCommonJs },
  })
}

/** oclif.manifest.json: what oclif reads in place of loading every command. */
function writeManifest() {
  const oclif = resolve(root, 'node_modules/oclif/bin/run.js')
  // Its newer versions need a newer Node: no word of updates.
  const env = { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true' }
  execFileSync(process.execPath, [oclif, 'manifest'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProgram()
  if (process.argv.includes('--manifest')) writeManifest()
}
