import { isUtf8 } from 'node:buffer'
import { type PageRow, shownBytes } from '../list-page-rows.ts'
import { type Html, html, trustedText } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

export interface PageContent {
  rows: PageRow[]
  /** There are older rows than these. */
  older: boolean
  /** The page of the newest rows: the only one that changes, so the only one that refreshes itself. */
  first: boolean
}

/** The table of recorded requests as a whole HTML document; the browser runs and applies nothing without the nonce. */
export function renderPage(content: PageContent, nonce: string): string {
  const { first } = content
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recorded requests</title>
<style nonce="${nonce}">${trustedText(style)}</style>
</head>
<body>
<header><h1>Recorded requests</h1><span id="state" role="status">${first ? 'Newest first' : 'Older requests'}</span><p>Any request to this address becomes a row.</p></header>
${renderMain(content)}
${first ? html`<script nonce="${nonce}">${trustedText(script)}</script>` : ''}
</body>
</html>
`
  return page.html
}

/** The part of the page that changes: what a refresh puts in place of the old one. */
export function renderRefresh(content: PageContent): string {
  return renderMain(content).html
}

function renderMain({ rows, older, first }: PageContent): Html {
  const nothing = first
    ? 'Nothing is recorded yet. Send a request to any path of this address.'
    : 'There is nothing older.'
  return html`<main data-newest="${rows[0]?.id ?? 0}">
${rows.length > 0 ? renderTable(rows) : html`<p class="empty">${nothing}</p>`}
<nav>${renderLinks(rows, older, first)}</nav>
</main>`
}

function renderTable(rows: PageRow[]): Html {
  return html`<table>
<thead><tr><th class="id">Id</th><th class="time">Time (UTC)</th><th class="method">Method</th><th>Path</th><th>Body</th><th class="from">From</th></tr></thead>
<tbody>
${rows.map(renderRow)}</tbody>
</table>`
}

function renderRow(row: PageRow): Html {
  const query = row.query ? html`<span class="dim">?<bdi>${row.query}</bdi></span>` : ''
  return html`<tr><td class="id dim">${row.id}</td><td class="time"><time datetime="${row.receivedAt}">${row.receivedAt.replace('T', ' ').replace('Z', '')}</time></td><td class="method${kinds.get(row.method) ?? ''}">${row.method}</td><td class="path"><code><bdi>${row.path}</bdi>${query}</code></td><td class="body">${renderBody(row)}</td><td class="from dim">${row.sourceIp}</td></tr>
`
}

/** Methods that stand out: those that ask for a change. */
const kinds = new Map([
  ['POST', ' write'],
  ['PUT', ' write'],
  ['PATCH', ' write'],
  ['DELETE', ' delete'],
])

function renderBody({ bodyBytes, bodyStart }: PageRow): Html {
  if (bodyBytes === 0) return html``
  const size = html`<span class="size dim">${bodyBytes.toLocaleString('en')} ${bodyBytes === 1 ? 'byte' : 'bytes'}</span>`
  const start = readText(bodyStart)
  if (start === undefined) return html`<span class="dim">binary,</span> ${size}`
  return html`<code><bdi>${start}${bodyBytes > shownBytes ? '…' : ''}</bdi></code> ${size}`
}

/** The bytes as text, or undefined when they are none. A character that is cut off at the end is left out. */
function readText(bytes: Buffer): string | undefined {
  const longestCharacter = 4
  for (let cut = 0; cut < longestCharacter; cut++) {
    const whole = bytes.subarray(0, bytes.length - cut)
    if (isUtf8(whole)) return whole.toString()
    if (bytes.length < shownBytes) return undefined
  }
  return undefined
}

function renderLinks(rows: PageRow[], older: boolean, first: boolean): Html[] {
  const last = rows.at(-1)
  return [
    ...(first ? [] : [html`<a href="?">\u2190 Newest</a>`]),
    ...(older && last ? [html`<a href="?before=${last.id}">Older \u2192</a>`] : []),
  ]
}
