import { median } from '../median.mjs'

/**
 * Medians of each subject's figures, and of the ratios within each round.
 * @param {readonly Record<string, { perSecond: number, p99Ms: number, meanMs: number, cpuMicros?: number }>[]} rounds
 */
export function summarize(rounds) {
  const names = Object.keys(rounds[0])
  const subjects = Object.fromEntries(
    names.map((name) => {
      const of = (figure) => median(rounds.map((round) => round[name][figure]))
      const medians = { perSecond: of('perSecond'), meanMs: of('meanMs'), p99Ms: of('p99Ms') }
      if (rounds[0][name].cpuMicros === undefined) return [name, medians]
      return [name, { ...medians, cpuMicros: of('cpuMicros'), userMicros: of('userMicros') }]
    }),
  )
  const ratio = (figure, over, under) => median(rounds.map((round) => round[over][figure] / round[under][figure]))
  return {
    subjects,
    ratios: {
      throughputToHaproxy: ratio('perSecond', 'stand-in', 'haproxy'),
      throughputToHaproxyOneThread: ratio('perSecond', 'stand-in', 'haproxy-one-thread'),
      throughputToHaproxyOverTcp: ratio('perSecond', 'stand-in-tcp', 'haproxy'),
      throughputToDirect: ratio('perSecond', 'stand-in', 'direct'),
      p99ToHaproxy: ratio('p99Ms', 'stand-in', 'haproxy'),
      p99ToDirect: ratio('p99Ms', 'stand-in', 'direct'),
      addedMicros: median(rounds.map((round) => (round['stand-in'].meanMs - round.direct.meanMs) * 1000)),
    },
  }
}

const columns = [
  ['CELL', 22, ({ statement, clients, tls }) => `${statement} x ${clients}${tls ? ' TLS' : ''}`],
  ['DIRECT/s', 10, ({ subjects }) => subjects.direct.perSecond.toFixed(0)],
  ['HAPROXY/s', 10, ({ subjects }) => subjects.haproxy.perSecond.toFixed(0)],
  ['STAND-IN/s', 11, ({ subjects }) => subjects['stand-in'].perSecond.toFixed(0)],
  ['TO HAPROXY', 11, ({ ratios }) => ratios.throughputToHaproxy.toFixed(2)],
  ['(1 THREAD)', 11, ({ ratios }) => ratios.throughputToHaproxyOneThread.toFixed(2)],
  ['(BY TCP)', 9, ({ ratios }) => ratios.throughputToHaproxyOverTcp.toFixed(2)],
  ['TO DIRECT', 10, ({ ratios }) => ratios.throughputToDirect.toFixed(2)],
  ['P99 TO HAPROXY', 15, ({ ratios }) => ratios.p99ToHaproxy.toFixed(2)],
  ['ADDED us', 9, ({ ratios }) => ratios.addedMicros.toFixed(0)],
  ['CPU us (HAPROXY)', 17, ({ subjects }) => `${cpu(subjects['stand-in'])} (${cpu(subjects.haproxy)})`],
]

function cpu({ cpuMicros }) {
  return cpuMicros === undefined ? '-' : cpuMicros.toFixed(1)
}

/** One line for each cell; ratios of throughput above 1 and of p99 below 1 are in the stand-in's favour. */
export function formatTable({ cells }, withHeadings = true) {
  const pad = (text, width, index) => (index === 0 ? text.padEnd(width) : text.padStart(width))
  const headings = columns.map(([heading, width], index) => pad(heading, width, index)).join('')
  const lines = cells.map((cell) => columns.map(([, width, show], index) => pad(show(cell), width, index)).join(''))
  return [...(withHeadings ? [headings] : []), ...lines].join('\n')
}
