import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { createSilentRenderer } from '../../../src/ui/json.ts'
import { createLiveRenderer } from '../../../src/ui/live.ts'
import { OperationBoard } from '../../../src/ui/operation-board.ts'
import { renderTree } from '../../../src/ui/operation-tree.ts'
import { createPlainRenderer } from '../../../src/ui/plain.ts'
import { createStyle } from '../../../src/ui/style.ts'
import { measureWidth } from '../../../src/ui/truncate.ts'
import { readScreen } from '../../pty/ui/screen.ts'
import { play, type ScriptedEvent, scriptStart } from './operation-scripts.ts'
import { createHandClock, recordStream } from './recording-stream.ts'
import { followRecording } from './replay-recording.ts'

const folder = 'test/recordings/cloudformation'
const names = readdirSync(folder).map((file) => file.replace('.json', ''))

it('has a recording of each kind of operation', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      ...['cancel', 'delete-failed', 'destroy', 'failure-with-rollback', 'first-deploy', 'nothing-to-do', 'update'],
    ]),
  )
})

const lastSecond = (script: readonly ScriptedEvent[]) => script.at(-1)?.at ?? 0

/** The tree as it stands in a terminal of 24 rows at a share of the whole time. */
function drawTree(script: readonly ScriptedEvent[], share: number, width: number): string[] {
  const second = Math.round(lastSecond(script) * share)
  let now = scriptStart
  const board = new OperationBoard(() => now)
  for (const { at, name, data } of script.filter((event) => event.at <= second)) {
    now = scriptStart + at * 1000
    board.take(name, data)
  }
  now = scriptStart + second * 1000
  const lines = renderTree(board, createStyle({ width: width - 4 }), { rows: 20 })
  expect(lines.length).toBeLessThanOrEqual(20)
  return [`--- after ${second} s`, ...lines]
}

/** What the live list leaves on the terminal, although stdout is none here. */
async function drawEnd(script: readonly ScriptedEvent[], width: number): Promise<string[]> {
  const clock = createHandClock()
  const stream = Object.assign(recordStream({ isTTY: true, columns: width }), { rows: 24 })
  const renderer = createLiveRenderer(stream, createStyle({ width }), clock)
  play(script, (name, data) => renderer.show(name, data), clock.advance)
  await renderer.close()
  // As a terminal's driver does.
  const lines = readScreen(stream.text.replaceAll('\n', '\r\n')).lines.filter(Boolean)
  expect(lines.length > 0).toBe(script.length > 0)
  return ['--- at the end', ...lines]
}

async function writeLines(script: readonly ScriptedEvent[], width: number) {
  const clock = createHandClock()
  const began = clock.now()
  const lines: { second: number; text: string }[] = []
  const write = (text: string) => void lines.push({ second: (clock.now() - began) / 1000, text })
  const renderer = createPlainRenderer(write, createStyle({ width }), clock)
  play(script, (name, data) => renderer.show(name, data), clock.advance)
  await renderer.close()
  return lines
}

describe.each(names)('%s', (name) => {
  let script: ScriptedEvent[]

  beforeAll(async () => {
    script = await followRecording(readFileSync(`${folder}/${name}.json`, 'utf8'))
    expect(script.length > 0).toBe(name !== 'nothing-to-do')
  })

  test.each([60, 80, 120])('live at %i columns', async (width) => {
    const frames = script.length === 0 ? [] : [0.05, 0.3, 0.6, 0.9].flatMap((share) => drawTree(script, share, width))
    const lines = [...frames, ...(await drawEnd(script, width))]
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../../snapshots/recordings/${name}-live-${width}.txt`)
    for (const line of lines) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
  })

  test.each([60, 80, 120])('plain at %i columns', async (width) => {
    const lines = await writeLines(script, width)
    const text = lines.map((line) => `${line.second.toFixed(0).padStart(5)} s | ${line.text}\n`).join('')
    await expect(text).toMatchFileSnapshot(`../../snapshots/recordings/${name}-plain-${width}.txt`)
    for (const line of lines) expect(measureWidth(line.text), line.text).toBeLessThanOrEqual(width)
    const seconds = [0, ...lines.map(({ second }) => second), lastSecond(script)]
    for (const [index, second] of seconds.entries()) {
      expect(second - (seconds[index - 1] ?? second)).toBeLessThanOrEqual(31)
    }
  })

  it('says nothing beside a JSON document', async () => {
    const lines: string[] = []
    const renderer = createSilentRenderer((line) => lines.push(line), createStyle())
    play(
      script,
      (event, data) => renderer.show(event, data),
      () => {},
    )
    await renderer.close()
    expect(lines).toEqual([])
  })
})
