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
  /** Of this answer only; the browser runs and applies nothing without it. */
  nonce: string
}

/** The table of recorded requests as a whole HTML document. */
export function renderPage({ rows, older, first, nonce }: PageContent): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recorded requests</title>
<style nonce="${nonce}">${trustedText(style)}</style>
</head>
<body>
<header><h1>Recorded requests</h1><span id="state" class="dim">${first ? 'newest first' : 'older requests'}</span></header>
<main data-newest="${rows[0]?.id ?? 0}">
${rows.length > 0 ? renderTable(rows) : html`<p>Nothing is recorded here. Send a request to any path of this address.</p>`}
<nav>${renderLinks(rows, older, first)}</nav>
</main>
${first ? html`<script nonce="${nonce}">${trustedText(script)}</script>` : ''}
</body>
</html>
`
  return page.html
}

function renderTable(rows: PageRow[]): Html {
  return html`<table>
<thead><tr><th>Id</th><th>Time (UTC)</th><th>Method</th><th>Path</th><th>Body</th><th>From</th></tr></thead>
<tbody>
${rows.map(renderRow)}</tbody>
</table>`
}

function renderRow(row: PageRow): Html {
  const query = row.query ? html`<span class="dim">?<bdi>${row.query}</bdi></span>` : ''
  return html`<tr><td class="id dim">${row.id}</td><td><time datetime="${row.receivedAt}">${row.receivedAt.replace('T', ' ').replace('Z', '')}</time></td><td class="method">${row.method}</td><td class="path"><code><bdi>${row.path}</bdi>${query}</code></td><td class="body">${renderBody(row)}</td><td class="dim">${row.sourceIp}</td></tr>
`
}

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
    ...(first ? [] : [html`<a href="?">Newest</a> `]),
    ...(older && last ? [html`<a href="?before=${last.id}">Older</a>`] : []),
  ]
}
