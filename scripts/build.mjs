// Builds dist/: the CLI as split ES modules (quick start-up: one file per command plus shared chunks)
// and each function as the single file that Lambda and the local runtime load.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
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
  // The SDK's CommonJS files lose their classes when they are imported lazily, and are larger.
  mainFields: ['module', 'main'],
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
      plugins: [stackApart, propertiesInBrief],
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
  const sources = readdirSync(resolve(root, 'stack')).map((name) => `stack/${name}`)
  const kept = resolve(cache, `stack-${hashFiles([...sources, 'package-lock.json', 'scripts/build.mjs'])}`)
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

function hashFiles(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(resolve(root, file)))
  return hash.digest('hex').slice(0, 16)
}

const cache = resolve(root, 'node_modules/.cache/rds-proxy-webhook')

/** What the stack is made of, and so what a difference of two stacks can be about. */
const kindsInStacks = /^AWS::(ApiGatewayV2|CloudWatch|EC2|IAM|Lambda|Logs|RDS|SecretsManager)::/

/**
 * Of the 2.6 MB of AWS's service specification, which take a second to load, @aws-cdk/cloudformation-diff needs to know
 * only which properties replace their resource and which grant something: 40 KB for the kinds that stacks are made of.
 */
export const propertiesInBrief = {
  name: 'properties-in-brief',
  setup({ onResolve, onLoad }) {
    const namespace = 'properties-in-brief'
    onResolve({ filter: /^@aws-cdk\/aws-service-spec$/ }, ({ path }) => ({ path, namespace }))
    onLoad({ filter: /.*/, namespace }, async () => ({ loader: 'js', contents: await writePropertiesInBrief() }))
  },
}

async function writePropertiesInBrief() {
  const kept = resolve(cache, `properties-${hashFiles(['package-lock.json', 'scripts/build.mjs'])}.js`)
  if (existsSync(kept)) return readFileSync(kept, 'utf8')
  const { loadAwsServiceSpecSync } = createRequire(import.meta.url)('@aws-cdk/aws-service-spec')
  const kinds = loadAwsServiceSpecSync()
    .all('resource')
    .filter(({ cloudFormationType }) => kindsInStacks.test(cloudFormationType))
    .map(({ cloudFormationType, scrutinizable, properties }) => {
      const brief = Object.entries(properties).map(([name, { causesReplacement, scrutinizable: grants }]) => {
        return [name, { causesReplacement, scrutinizable: grants }]
      })
      return [cloudFormationType, { scrutinizable, properties: Object.fromEntries(brief) }]
    })
  const contents = `const kinds = ${JSON.stringify(Object.fromEntries(kinds))}
exports.loadAwsServiceSpecSync = () => ({ lookup: (_entity, _index, _is, kind) => (kinds[kind] ? [kinds[kind]] : []) })
`
  await mkdir(cache, { recursive: true })
  await writeFile(`${kept}-${process.pid}`, contents)
  await rename(`${kept}-${process.pid}`, kept)
  return contents
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
