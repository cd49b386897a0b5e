/** Header of the page's own refresh: the newest id that it shows. Such a request is not recorded. */
export const refreshHeader = 'x-webhook-newest'

/**
 * Asks for the page again every few seconds while it is looked at, and puts the new table in place of the old. A
 * plain reload would be recorded each time and drown what the page is there to show.
 */
export const script = `
const main = () => document.querySelector('main')
const state = document.querySelector('#state')
async function refresh() {
  if (document.hidden) return
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html', '${refreshHeader}': main().dataset.newest } })
    if (answer.status === 200) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      main().replaceWith(document.adoptNode(page.querySelector('main')))
    }
    state.textContent = answer.ok ? 'refreshes itself' : 'the last refresh failed (' + answer.status + ')'
  } catch {
    state.textContent = 'the last refresh failed'
  }
}
async function keepFresh() {
  await refresh()
  setTimeout(keepFresh, 3000)
}
setTimeout(keepFresh, 3000)`
