// node bench/draw-crowd.mjs [RESULTS] [PICTURE]: draws what a crowd of writing clients does to a small database, with
// and without a pool in front of it, from the figures that `npm run bench:proxy` has written.
import { readFile, writeFile } from 'node:fs/promises'

const [results = 'bench/results/proxy.json', picture = 'docs/crowd.svg'] = process.argv.slice(2)

const subjects = [
  { name: 'direct', label: 'direct', className: 'direct' },
  { name: 'haproxy', label: 'HAProxy (no pool)', className: 'haproxy' },
  { name: 'stand-in', label: 'stand-in, pool of 20', className: 'standin' },
]
const panel = { width: 360, height: 170, top: 74 }
const bar = { width: 26, gap: 4 }

// Colours that hold on light and on dark ground.
const style = `<style>
:root { color-scheme: light dark }
.ground { fill: #ffffff; stroke: #d7dde5 }
.name { fill: #1c2430; font-weight: 600; font-size: 14.5px }
.text { fill: #1c2430 }
.dim { fill: #566172 }
.value { fill: #566172; font-size: 10px; text-anchor: middle }
.direct { fill: #9aa7b8 }
.haproxy { fill: #d9a441 }
.standin { fill: #2f6fde }
@media (prefers-color-scheme: dark) {
.ground { fill: #0f141b; stroke: #2a3340 }
.name, .text { fill: #e4e9f0 }
.dim, .value { fill: #9eabbd }
.standin { fill: #6ea5ff }
}
</style>`

const { cells, node, processors } = JSON.parse(await readFile(results, 'utf8'))
const crowds = cells.filter(({ statement, tls }) => statement === 'insert' && !tls)
if (crowds.length === 0) throw new Error(`${results} has no INSERT without TLS: run npm run bench:proxy first`)
await writeFile(picture, draw())

function draw() {
  const title = `Single-row INSERTs of ${crowds.map(({ clients }) => clients).join(', ')} clients`
  const machine = `Node ${node}, ${processors} processors, medians of one run; sysbench, MariaDB, no TLS`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 340" width="800" height="340" role="img" aria-labelledby="title description" font-family="-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Liberation Sans', Helvetica, Arial, sans-serif" font-size="12">
<title id="title">${title}</title>
<desc id="description">${describe()}</desc>
${style}
<rect class="ground" x="0.5" y="0.5" width="799" height="339" rx="8"/>
<text class="name" x="24" y="30">${title}</text>
${drawLegend()}
${drawPanel(24, 'INSERTs a second (more is better)', 'perSecond', (value) => value.toFixed(0))}
${drawPanel(416, '99th percentile, ms (less is better)', 'p99Ms', (value) => value.toFixed(value < 10 ? 1 : 0))}
<text class="dim" x="24" y="322">${machine}</text>
</svg>
`
}

function describe() {
  return crowds
    .map(({ clients, ratios }) => {
      const [throughput, p99] = [ratios.throughputToDirect, ratios.p99ToDirect].map((ratio) => ratio.toFixed(2))
      return `${clients} clients: the stand-in has ${throughput} times the throughput and ${p99} times the p99 of a direct connection.`
    })
    .join(' ')
}

function drawLegend() {
  return subjects
    .map(({ label, className }, index) => {
      const x = 24 + index * 150
      return `<rect class="${className}" x="${x}" y="42" width="12" height="12" rx="2"/><text class="text" x="${x + 18}" y="52">${label}</text>`
    })
    .join('\n')
}

function drawPanel(left, heading, figure, format) {
  const most = Math.max(...crowds.flatMap((cell) => subjects.map(({ name }) => cell.subjects[name][figure])))
  const step = panel.width / crowds.length
  const groups = crowds.map((cell, index) => drawGroup(cell, left + index * step, step, figure, most, format))
  return [`<text class="text" x="${left}" y="${panel.top + 10}">${heading}</text>`, ...groups].join('\n')
}

function drawGroup(cell, left, step, figure, most, format) {
  const base = panel.top + 30 + panel.height
  const width = subjects.length * (bar.width + bar.gap)
  const from = left + (step - width) / 2
  const bars = subjects.map(({ name, className }, index) => {
    const value = cell.subjects[name][figure]
    const height = Math.max(1, (value / most) * panel.height)
    const x = from + index * (bar.width + bar.gap)
    const middle = x + bar.width / 2
    return `<rect class="${className}" x="${x}" y="${(base - height).toFixed(1)}" width="${bar.width}" height="${height.toFixed(1)}"/><text class="value" x="${middle}" y="${(base - height - 4).toFixed(1)}">${format(value)}</text>`
  })
  const label = `<text class="value" x="${from + width / 2}" y="${base + 16}">${cell.clients === 1 ? '1 client' : `${cell.clients} clients`}</text>`
  return [...bars, label].join('\n')
}
