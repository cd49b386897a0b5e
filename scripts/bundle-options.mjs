// What all bundles have in common, and where what is worth keeping from one build to the next is kept.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

export const shared = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  // The SDK's CommonJS files lose their classes when they are imported lazily, and are larger.
  mainFields: ['module', 'main'],
}

// CommonJS dependencies inside an ES module bundle still call require() for Node's own modules.
export const requireForCommonJs = `import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);`

/** A name for what is made of these files. */
export function hashFiles(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(resolve(root, file)))
  return hash.digest('hex').slice(0, 16)
}

export const cache = resolve(root, 'node_modules/.cache/rds-proxy-webhook')
