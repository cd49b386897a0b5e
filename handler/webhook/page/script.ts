/**
 * Header of the page's own refresh: the newest id that it shows. Such a request is not recorded, and it does nothing
 * but show the page.
 *
 * Any client may send it, so a sender who knows it can look at the public page without leaving a row. That is all:
 * only a GET that asks for HTML is read this way, its path, query and body go nowhere, and where the page is not
 * public the header means nothing and the request is recorded. So it hides a look at what everybody may see, never
 * something that was sent to be kept; the HTTP API's access log and its throttling count it all the same. Headers
 * that only browsers set (Sec-Fetch-Site) would prove nothing more, because other clients can send them too.
 */
export const refreshHeader = 'x-webhook-newest'

/**
 * Asks for the page again every few seconds while it is looked at, and puts the new table in place of the old. A
 * plain reload would be recorded each time and drown what the page is there to show.
 */
export const script = `
const main = () => document.querySelector('main')
const state = document.querySelector('#state')
function say(text, kind) {
  if (state.textContent === text) return
  state.textContent = text
  state.className = kind
}
function show(page) {
  const shown = Number(main().dataset.newest)
  const fresh = document.adoptNode(page.querySelector('main'))
  for (const row of fresh.querySelectorAll('tbody tr')) {
    if (Number(row.cells[0].textContent) > shown) row.className = 'fresh'
  }
  main().replaceWith(fresh)
}
async function refresh() {
  if (document.hidden) return
  try {
    const headers = { accept: 'text/html', '${refreshHeader}': main().dataset.newest }
    const answer = await fetch(location.href, { headers })
    if (answer.status === 200) show(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    if (answer.ok) say('Refreshes itself', 'live')
    else say('The last refresh failed (' + answer.status + ')', 'failed')
  } catch {
    say('The last refresh failed', 'failed')
  }
}
async function keepFresh() {
  await refresh()
  setTimeout(keepFresh, 3000)
}
setTimeout(keepFresh, 3000)`
