/**
 * The measured figures as a page, with where the processor's time goes.
 * @param result what `npm run bench:proxy` writes as JSON
 */
export function writeReport(result) {
  const { node, processors, load, at, rounds, seconds, pool, cells, logins, profiles } = result
  return `# The stand-in for RDS Proxy, measured

Written by \`npm run bench:proxy\` on ${at.slice(0, 10)}: Node ${node}, ${processors} processors that clients, database and proxy
share, ${rounds} rounds of ${seconds} s in turns, a pool of ${pool}. Load average ${load.toFixed(1)}. Medians; the ratios are of the same round, so they
hold better than the figures.

${writeTable(
  ['cell', 'to HAProxy', 'to HAProxy with 1 thread', 'to direct', 'p99 to HAProxy', 'added us', 'processor us'],
  cells.map((cell) => [nameCell(cell), ...describeCell(cell)]),
)}

"to HAProxy" is throughput, more is better; p99 less. "processor us" is what a request takes of the processor in the
stand-in, and behind it in HAProxy.

## Logins, each on a connection of its own

${writeTable(
  ['cell', 'direct/s', 'HAProxy/s', 'stand-in/s', 'processor us of the stand-in', 'one processor would do'],
  logins.map((cell) => [nameCell(cell), ...describeLogins(cell)]),
)}

Clients have to share these ${processors} processors, and a login costs them more than the stand-in.

## Where the time goes

System calls for each request, counted by strace with 32 clients:

${writeTable(['cell', 'who', 'calls'], profiles.map(describeProfile))}

Processor time for each request in microseconds, in the program itself and in the kernel, with 32 clients:

${writeTable(['cell', 'who', 'program', 'kernel'], cells.filter(({ clients }) => clients === 32).flatMap(describeTimes))}

A request costs two reads and two writes, and nothing can be less. The kernel has most of the time: a write to a TCP
socket on the same computer carries the packet all the way to its receiver, and each write wakes a thread of somebody
else. What is left is Node's way from the event loop to a callback and back, and the stand-in's own work: the packet's
end, the SQL's tokens, the pool. HAProxy does that with less, and with as many threads as there are processors. The
stand-in has one thread, because a pool that is shared fairly has one owner; the column "with 1 thread" compares like
with like. With TLS the stand-in encrypts in that one thread what the database otherwise encrypts in a thread for each
client.
`
}

function writeTable(headings, rows) {
  const line = (fields) => `| ${fields.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

function nameCell({ statement, clients, tls }) {
  return `${statement} x ${clients}${tls ? ' TLS' : ''}`
}

function describeCell({ ratios, subjects }) {
  const { throughputToHaproxy, throughputToHaproxyOneThread, throughputToDirect, p99ToHaproxy } = ratios
  return [
    ...[throughputToHaproxy, throughputToHaproxyOneThread, throughputToDirect, p99ToHaproxy].map((ratio) =>
      ratio.toFixed(2),
    ),
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
