// Writes templates/rds-proxy-webhook.schema.json from the questions. Run it when a question changes; a test says when.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const bundle = await build({
  entryPoints: [resolve(root, 'src/settings/schema.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
})
const source = Buffer.from(bundle.outputFiles[0].contents).toString('base64')
const { buildSchema } = await import(`data:text/javascript;base64,${source}`)
const path = resolve(root, 'templates/rds-proxy-webhook.schema.json')
await writeFile(path, `${JSON.stringify(buildSchema(), null, 2)}\n`)
execFileSync(resolve(root, 'node_modules/.bin/biome'), ['format', '--write', path], { cwd: root, stdio: 'inherit' })
