// node bench/write-speed.mjs PAGE RESULTS...: makes one page of what `npm run bench:proxy` has written, each of its runs
// with or without TLS.
import { readFile, writeFile } from 'node:fs/promises'
import { writeReport } from './proxy/write-report.mjs'

const [page = 'docs/stand-in-speed.md', ...files] = process.argv.slice(2)
const given = files.length > 0 ? files : ['bench/results/proxy.json', 'bench/results/proxy-tls.json']
const runs = await Promise.all(given.map(async (file) => JSON.parse(await readFile(file, 'utf8'))))
const together = (name) => runs.flatMap((run) => run[name])
const rounds = [...new Set(runs.map((run) => run.rounds))].join(' or ')
await writeFile(
  page,
  writeReport({
    ...{ ...runs[0], rounds },
    ...{ cells: together('cells'), logins: together('logins'), profiles: together('profiles') },
  }),
)
