import { expect, it, test } from 'vitest'
import { createPlainRenderer } from '../../../../src/ui/plain.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import {
  play,
  type ScriptedEvent,
  scriptDeploy,
  scriptDestroy,
  scriptRollback,
  scriptStart,
} from '../operation-scripts.ts'
import { createHandClock } from '../recording-stream.ts'

/** The lines of a script, each with the second in which it was written. */
async function replay(script: readonly ScriptedEvent[], width: number, colour = false) {
  const clock = createHandClock()
  const began = clock.now()
  const lines: { second: number; text: string }[] = []
  const write = (text: string) => void lines.push({ second: (clock.now() - began) / 1000, text })
  const renderer = createPlainRenderer(write, createStyle({ width, colour }), clock)
  play(script, (name, data) => renderer.show(name, data), clock.advance)
  await renderer.close()
  expect(clock.timers()).toBe(0)
  return lines
}

const scripts = { deploy: scriptDeploy(), rollback: scriptRollback(), destroy: scriptDestroy() }

for (const width of [60, 80, 120]) {
  test.each(Object.entries(scripts))(`%s at ${width} columns`, async (name, script) => {
    const lines = await replay(script, width)
    const text = lines.map((line) => `${String(line.second).padStart(4)} s | ${line.text}\n`).join('')
    await expect(text).toMatchFileSnapshot(`../../../snapshots/ui/lines-${name}-${width}.txt`)
    for (const line of lines) expect(measureWidth(line.text), line.text).toBeLessThanOrEqual(width)
  })
}

test.each(Object.entries(scripts))('%s is never silent for more than 30 s', async (_, script) => {
  const seconds = [0, ...(await replay(script, 80)).map(({ second }) => second)]
  const pauses = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0))
  expect(Math.max(...pauses)).toBeLessThanOrEqual(30)
  expect(seconds.at(-1)).toBe(Math.max(...script.map(({ at }) => at)))
})

it('tells of resources that take their time, and only counts the quick ones', async () => {
  const texts = (await replay(scripts.deploy, 120)).map(({ text }) => text)
  expect(texts).toContain('› MySQL database DatabaseInstance')
  expect(texts).toContain('✔ MySQL database DatabaseInstance  9 min 55 s')
  expect(texts.join()).not.toContain('✔ log group')
  expect(texts.filter((text) => text.includes('slower than usual: MySQL database')).length).toBeGreaterThan(5)
})

it('tells of each failure with its reason in full, and of the rollback in yellow', async () => {
  const texts = (await replay(scripts.rollback, 1_000, true)).map(({ text }) => text)
  expect(
    texts.filter((text) => text.includes('DBProxy Target unavailable due to an internal error \\x1b[2J')),
  ).toHaveLength(1)
  expect(texts.filter((text) => text.includes('\u001b[33mRolling back')).length).toBeGreaterThan(3)
  expect(texts.join()).not.toContain('cancelled')
})

it('leaves the signs of life to the operation while it is under way', async () => {
  const steps: ScriptedEvent[] = [
    { at: 0, name: 'step-started', data: { id: 'Make the stack' } },
    ...scriptDestroy(),
    { at: 300, name: 'step-finished', data: { id: 'Make the stack' } },
  ]
  const texts = (await replay(steps, 80)).map(({ text }) => text)
  const times = texts.filter((text) => text.includes('Make the stack')).map((text) => text.split('  ')[1])
  expect(times.slice(0, 3)).toEqual(['4 min 10 s', '4 min 20 s', '4 min 30 s'])
  expect(times.at(-1)).toBe('5 min')
})

it('tells what a resource waits for when that becomes known', async () => {
  const at = new Date(scriptStart).toISOString()
  const move = { id: 'Net', kind: 'AWS::EC2::Subnet', verb: 'delete', state: 'running', at } as const
  const resources = [{ id: 'Net', kind: 'AWS::EC2::Subnet', expectedSeconds: 600 }]
  const lines = await replay(
    [
      { at: 0, name: 'operation-started', data: { direction: 'delete', resources } },
      { at: 0, name: 'resource-moved', data: move },
      { at: 5, name: 'resource-moved', data: move },
      { at: 6, name: 'resource-moved', data: { ...move, detail: 'waits for network interfaces' } },
      { at: 7, name: 'resource-moved', data: { ...move, detail: 'waits for network interfaces' } },
    ],
    80,
  )
  expect(lines.map(({ text }) => text)).toEqual([
    '› Deleting  0 of 1 done',
    '› subnet Net',
    '› subnet Net  waits for network interfaces',
  ])
})
