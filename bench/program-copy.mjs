import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * A copy of the built program, which a build that runs meanwhile cannot change.
 * @param {string} packageFolder
 * @param {string} folder where the copy is made
 */
export async function copyProgram(packageFolder, folder) {
  await mkdir(folder, { recursive: true })
  for (const part of ['bin', 'dist', 'package.json', 'oclif.manifest.json']) {
    await cp(join(packageFolder, part), join(folder, part), { recursive: true })
  }
  await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/**
 * A copy whose webhook function is the reference-style handler: the same gateway, function environments, stand-in
 * and database serve both.
 * @param {string} packageFolder
 * @param {string} folder where the copy is made
 */
export async function copyWithReferenceHandler(packageFolder, folder) {
  await copyProgram(packageFolder, folder)
  await build({
    absWorkingDir: packageFolder,
    entryPoints: ['bench/reference-handler/index.ts'],
    outfile: join(folder, 'dist', 'functions', 'webhook', 'index.mjs'),
    allowOverwrite: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
  return folder
}
