// `npm start`: the whole pattern on this computer, by the same commands that a user types.
// Further arguments go to init: `npm start -- --port 3100`.
import { spawnSync } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'run.js')

const commands = [
  ['init', '--target', 'local', '--yes', '--install-database', ...process.argv.slice(2)],
  ['hit', '/hello'],
  ['hit', '/orders/42?from=shop', '--header', 'content-type: application/json', '--data', '{"paid":true}'],
  ['hit', '/any/url/you/like'],
  ['rows', '--limit', '5'],
  ['status'],
]

for (const command of commands) {
  const shown = command.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ')
  process.stderr.write(`\n$ rds-proxy-webhook ${shown}\n`)
  const { status } = spawnSync(process.execPath, [program, ...command], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
