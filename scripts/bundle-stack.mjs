import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { cache, hashFiles, requireForCommonJs, root, shared } from './bundle-options.mjs'

/**
 * The CDK app is a file of its own: with the CDK in it, it takes seconds to bundle and changes rarely. `#stack` is
 * resolved by package.json, whatever chunk the import ends up in.
 */
export const stackApart = {
  name: 'stack-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/stack\/app\.ts$/ }, () => ({ path: '#stack', external: true }))
  },
}

/**
 * Bundles the CDK app with the CDK, or takes the bundle that was made of the same sources before.
 * @returns esbuild's record of what is in it
 */
export async function buildStack(outdir) {
  const sources = readdirSync(resolve(root, 'stack')).map((name) => `stack/${name}`)
  const kept = resolve(cache, `stack-${hashFiles([...sources, 'package-lock.json', 'scripts/bundle-stack.mjs'])}`)
  if (!existsSync(kept)) {
    const draft = `${kept}-${process.pid}`
    const { metafile } = await build({
      ...shared,
      entryPoints: ['stack/app.ts'],
      outdir: draft,
      minify: true,
      sourcemap: false,
      target: 'node20',
      banner: { js: requireForCommonJs },
    })
    await writeFile(`${draft}/metafile.json`, JSON.stringify(metafile))
    // Another build may have been quicker.
    await rename(draft, kept).catch(() => rm(draft, { recursive: true }))
  }
  await mkdir(resolve(root, outdir), { recursive: true })
  await copyFile(`${kept}/app.js`, resolve(root, outdir, 'app.js'))
  return JSON.parse(await readFile(`${kept}/metafile.json`, 'utf8'))
}
