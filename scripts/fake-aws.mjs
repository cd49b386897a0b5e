// Starts the fake AWS of the tests, to try the commands of the aws target by hand: no account, no cost, and time that
// runs 60 times as fast (or as fast as the first argument says). Ctrl-C ends it, and all that was made in it is gone.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const folder = await mkdtemp(join(tmpdir(), 'fake-aws-'))
const outfile = join(folder, 'server.mjs')
await build({
  absWorkingDir: root,
  entryPoints: ['test/fakes/aws/server.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  outfile,
})
const { startFakeAws } = await import(pathToFileURL(outfile).href)
const fake = await startFakeAws({ speed: Number(process.argv[2] ?? 60), region: process.env.AWS_REGION ?? 'eu-west-1' })
const variables = Object.entries(fake.env).map(([name, value]) => `export ${name}=${value}`)
process.stdout.write(`${variables.join('\n')}\n`)
process.stderr.write('Paste these lines into another terminal, and run the commands there.\n')
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await fake.close()
    await rm(folder, { recursive: true, force: true })
    process.exit(0)
  })
}
