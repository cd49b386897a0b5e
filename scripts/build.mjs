// Builds dist/: the CLI as split ES modules (quick start-up: one file per command plus shared chunks)
// and each function as the single file that Lambda and the local runtime load.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { requireForCommonJs, root, shared } from './bundle-options.mjs'
import { buildStack, stackApart } from './bundle-stack.mjs'
import { propertiesInBrief } from './properties-in-brief.mjs'
import { writeNotices } from './third-party-notices.mjs'

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
  const [program, functions, stack] = await Promise.all([
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
  const notices = writeNotices([program.metafile, functions.metafile, stack])
  await writeFile(resolve(root, folder, 'THIRD-PARTY-NOTICES.txt'), notices)
}

/** Bundles the three functions into `<outdir>/<name>/index.mjs`. */
export function buildFunctions(outdir) {
  return build({
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
