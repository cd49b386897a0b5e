/**
 * The measured figures as a page, with where the processor's time goes.
 * @param result what `npm run bench:proxy` writes as JSON
 */
export function writeReport(result) {
  const { node, processors, load, at, rounds, seconds, pool, cells, logins, profiles, functions } = result
  return `# The stand-in for RDS Proxy, measured

Written by \`npm run bench:proxy\` on ${at.slice(0, 10)}: Node ${node}, ${processors} processors that clients, database and proxy
share, ${rounds} rounds of ${seconds} s in turns, a pool of ${pool}. The load average at the end was ${load.toFixed(1)}, the up to
1,000 threads of clients included. Medians; the ratios are of the same round, so they hold better than the figures.

${writeTable(
  [
    'cell',
    'to HAProxy',
    'from - to',
    'to HAProxy with 1 thread',
    'to direct',
    'p99 to HAProxy',
    'added us',
    'processor us',
  ],
  cells.map((cell) => [nameCell(cell), ...describeCell(cell)]),
)}

"to HAProxy" is throughput, more is better; p99 less. "from - to" are the rounds with the lowest and the highest ratio:
where they lie far apart, the machine had other work and the median says little. "processor us" is what a request takes of the processor in the
stand-in, and behind it in HAProxy.

## Logins, each on a connection of its own

${writeTable(
  ['cell', 'direct/s', 'HAProxy/s', 'stand-in/s', 'processor us of the stand-in', 'one processor would do'],
  logins.map((cell) => [nameCell(cell), ...describeLogins(cell)]),
)}

Clients share these ${processors} processors. sysbench takes 2 to 3 ms of them for a TLS login, more than the stand-in does.

## Where the time goes

System calls for each request, counted by strace with 32 clients:

${writeTable(['cell', 'who', 'calls'], profiles.map(describeProfile))}

Processor time for each request in microseconds, in the program itself and in the kernel, with 32 clients:

${writeTable(['cell', 'who', 'program', 'kernel'], cells.filter(({ clients }) => clients === 32).flatMap(describeTimes))}

The functions in which the stand-in's thread is, with 32 clients, sampled by \`node --cpu-prof\`. The time in which the system
lets somebody else run in the middle of a call counts for the call, as do the system calls themselves:

${writeTable(['cell', 'function', 'share'], functions.flatMap(describeFunctions))}

Both sides need two reads and two writes for a request, which is the least there can be. Sampled with perf (SELECT, 32
clients, Node 20), the stand-in's thread spends about 72 % in the kernel: 46 % in writes, of which a good part is waking the
receiver's thread, 10 % in reads, 13 % in giving the processor to a thread that was woken, 2 % in epoll. The other 28 % are
Node's way from the event loop to a callback and back and the stand-in's own work (the packet's end, the SQL's tokens, the
pool), spread over many functions: none of them has more than 2 %. With TLS that part is 45 %, of which OpenSSL has 8.

With one client the stand-in's thread does not fall asleep between a request and its answer: it looks for news for up to a
tenth of a millisecond, less and less often where that does not pay. Waking threads is most of what a proxy adds to a small
statement, so it is quicker than HAProxy there, and may be quicker than the direct connection, whose threads sleep. What
takes the database longer, such as an INSERT that goes to the disk, gains nothing.

With more clients two things explain the cells below 1.00, and neither all of it. HAProxy does with less in the program. And
it has as many threads as there are processors, where the stand-in has one, because a pool that is shared fairly has one
owner; the column "with 1 thread" compares like with like. With TLS the stand-in encrypts in that one thread what the
database otherwise encrypts in a thread for each client. Beside a database that writes, and with many clients, a request
takes more of the processor on both sides; that its code and data are no longer in the caches then is likely, but was not
measured. From one run to the next a cell may change by a tenth: 0.95 and 1.05 say the same.
`
}

function writeTable(headings, rows) {
  const line = (fields) => `| ${fields.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

function nameCell({ statement, clients, tls }) {
  return `${statement} x ${clients}${tls ? ' TLS' : ''}`
}

function describeCell({ ratios, subjects, rounds }) {
  const { throughputToHaproxy, throughputToHaproxyOneThread, throughputToDirect, p99ToHaproxy } = ratios
  const toHaproxy = rounds.map((round) => round['stand-in'].perSecond / round.haproxy.perSecond)
  return [
    throughputToHaproxy.toFixed(2),
    [Math.min(...toHaproxy), Math.max(...toHaproxy)].map((ratio) => ratio.toFixed(2)).join(' - '),
    ...[throughputToHaproxyOneThread, throughputToDirect, p99ToHaproxy].map((ratio) => ratio.toFixed(2)),
    ratios.addedMicros.toFixed(0),
    [subjects['stand-in'], subjects.haproxy].map(({ cpuMicros }) => formatMicros(cpuMicros)).join(' / '),
  ]
}

function describeLogins({ subjects }) {
  const { cpuMicros } = subjects['stand-in']
  return [
    ...['direct', 'haproxy', 'stand-in'].map((name) => subjects[name].perSecond.toFixed(0)),
    formatMicros(cpuMicros),
    cpuMicros === undefined ? '-' : `${(1e6 / cpuMicros).toFixed(0)}/s`,
  ]
}

function describeProfile(profile) {
  const calls = Object.entries(profile.calls)
  return [nameCell(profile), profile.subject, calls.map(([name, count]) => `${name} ${count.toFixed(2)}`).join(', ')]
}

function describeFunctions(profile) {
  return profile.functions.map(({ name, share }) => [nameCell(profile), name, `${(share * 100).toFixed(1)} %`])
}

function describeTimes(cell) {
  return ['haproxy', 'haproxy-one-thread', 'stand-in'].map((name) => {
    const { cpuMicros, userMicros } = cell.subjects[name]
    const kernel = cpuMicros === undefined ? undefined : cpuMicros - userMicros
    return [nameCell(cell), name, formatMicros(userMicros), formatMicros(kernel)]
  })
}

function formatMicros(micros) {
  return micros === undefined ? '-' : micros.toFixed(1)
}
