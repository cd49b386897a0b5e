/**
 * What a terminal shows after a stream of output, as far as this program uses one: lines, carriage returns, cursor
 * up and to a column, erased lines and screens below. Colours are dropped. Not a terminal: nothing wraps.
 */
export function readScreen(output: string): { lines: string[]; cursorVisible: boolean } {
  const screen: string[][] = [[]]
  let row = 0
  let column = 0
  let cursorVisible = true
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are driven by them
  const pattern = /\u001b\[(\?)?(\d*)(?:;\d+)*([A-Za-z])|\r|\n|[^\u001b\r\n]/gu
  for (const [token, isPrivate, count, action] of output.matchAll(pattern)) {
    if (isPrivate) {
      if (count === '25') cursorVisible = action === 'h'
    } else if (action === 'A') row = Math.max(0, row - Number(count || 1))
    else if (action === 'B') row += Number(count || 1)
    else if (action === 'G') column = Number(count || 1) - 1
    else if (action === 'D') column = Math.max(0, column - Number(count || 1))
    else if (action === 'C') column += Number(count || 1)
    else if (action === 'K') screen[row] = count === '2' ? [] : (screen[row] ?? []).slice(0, column)
    else if (action === 'J') screen.length = row + 1
    else if (token === '\r') column = 0
    else if (token === '\n') row += 1
    else if (action === undefined) {
      const line = screen[row] ?? []
      screen[row] = line
      while (line.length < column) line.push(' ')
      line[column] = token
      column += 1
    }
    while (screen.length <= row) screen.push([])
  }
  return { lines: screen.map((line) => line.join('').trimEnd()), cursorVisible }
}
