import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import type { Events } from '../../../../src/events.ts'
import { OperationBoard } from '../../../../src/ui/operation-board.ts'
import { OperationLines } from '../../../../src/ui/operation-lines.ts'
import { renderTree } from '../../../../src/ui/operation-tree.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import { type ScriptedEvent, scriptDeploy, scriptDestroy, scriptRollback, scriptStart } from '../operation-scripts.ts'
import { createHandClock } from '../recording-stream.ts'

/** The board as it is at a second of a script. */
function boardAt(script: readonly ScriptedEvent[], second: number): OperationBoard {
  let now = scriptStart
  const board = new OperationBoard(() => now)
  for (const { at, name, data } of script) {
    if (at > second) break
    now = scriptStart + at * 1000
    board.take(name, data)
  }
  now = scriptStart + second * 1000
  return board
}

const frames: Record<string, [script: ScriptedEvent[], seconds: number[]]> = {
  deploy: [scriptDeploy(), [3, 47, 320, 10_000]],
  rollback: [scriptRollback(), [89, 93, 200, 10_000]],
  destroy: [scriptDestroy(), [25, 100, 10_000]],
}

describe.each(Object.entries(frames))('%s', (name, [script, seconds]) => {
  test.each([60, 80, 120])('at %i columns', async (width) => {
    const style = createStyle({ width })
    const pictures = seconds.map((second) => {
      const last = second === 10_000
      const lines = renderTree(boardAt(script, second), style, last ? {} : { rows: 18 })
      if (!last) expect(lines.length).toBeLessThanOrEqual(18)
      for (const line of lines) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
      return [last ? '--- at the end' : `--- after ${second} s`, ...lines].join('\n')
    })
    await expect(`${pictures.join('\n')}\n`).toMatchFileSnapshot(`../../../snapshots/ui/tree-${name}-${width}.txt`)
  })

  it('says the same in colour, and nothing from outside reaches the terminal', () => {
    for (const second of seconds) {
      const board = boardAt(script, second)
      const coloured = renderTree(board, createStyle({ colour: true })).join('\n')
      expect(coloured).toContain('\u001b[')
      expect(stripVTControlCharacters(coloured)).toBe(renderTree(board, createStyle()).join('\n'))
      expect(coloured).not.toContain('\u001b[2J')
    }
  })

  it.each([1, 2, 3, 4, 5, 8, 12])('never takes more than %i rows', (rows) => {
    for (const second of seconds) {
      const lines = renderTree(boardAt(script, second), createStyle({ width: 56 }), { rows })
      expect(lines.length).toBeLessThanOrEqual(Math.max(rows, 2))
      expect(lines.length).toBeGreaterThan(0)
    }
  })
})

const yellow = (text: string) => `\u001b[33m${text}\u001b[39m`

it('shows a rollback in yellow and counts it down to nothing', () => {
  const script = scriptRollback()
  const heads = [93, 120, 200, 240].map(
    (second) => renderTree(boardAt(script, second), createStyle({ colour: true }))[0],
  )
  for (const head of heads) expect(head).toBe(yellow(stripVTControlCharacters(head ?? '')))
  const left = heads.map((head) => Number(/(\d+) left/.exec(head ?? '')?.[1]))
  expect(left).toEqual([39, 36, 22, 16])
})

it('keeps the reason of a failure to the end, in full', () => {
  const script = scriptRollback()
  const shown = renderTree(boardAt(script, 10_000), createStyle({ width: 60 })).join('\n')
  expect(shown.replace(/\n +/g, ' ')).toContain(
    'could not be made: Resource handler returned message: "DBProxy Target unavailable due to an internal error',
  )
  expect(shown).toContain('\\x1b[2J')
})

const at = (second: number) => new Date(scriptStart + second * 1000).toISOString()

describe('times', () => {
  const moved = (move: Partial<Events['resource-moved']>) =>
    ({ id: 'Db', kind: 'AWS::RDS::DBInstance', state: 'running', verb: 'create', at: at(0), ...move }) as const

  it('come from the events, when what is followed began before', () => {
    const board = new OperationBoard(() => scriptStart + 250_000)
    board.take('operation-started', { direction: 'create', resources: [] })
    board.take('resource-moved', moved({ at: at(10) }))
    expect(board.elapsedMs).toBe(240_000)
    expect(renderTree(board, createStyle()).at(-1)).toBe('  › MySQL database Db  4 min')
  })

  it('of this computer that are behind the service are put forward', () => {
    const board = new OperationBoard(() => scriptStart - 60_000)
    board.take('resource-moved', moved({ id: 'A', at: at(0) }))
    board.take('resource-moved', moved({ id: 'B', at: at(30) }))
    expect([...board.resources.values()].map((each) => board.elapsed(each))).toEqual([30_000, 0])
  })

  it('go on between two looks, and stop at the end', () => {
    let now = scriptStart
    const board = new OperationBoard(() => now)
    board.take('operation-started', { direction: 'update', resources: [] })
    board.take('operation-progressed', { finished: 1, total: 4, elapsedSeconds: 100, remainingSeconds: 90, slow: [] })
    now += 20_000
    expect(renderTree(board, createStyle())[0]).toBe('Updating  1 of 4 done  2 min  about 1 min left')
    now += 60_000
    expect(renderTree(board, createStyle())[0]).toBe('Updating  1 of 4 done  3 min  less than a minute left')
    board.take('operation-ended', { outcome: 'done' })
    now += 60_000
    expect(renderTree(board, createStyle())[0]).toBe('Updated  1 of 4  3 min')
  })
})

it('forgets a failed delete that went well the second time', () => {
  const board = new OperationBoard(() => scriptStart)
  const move = { id: 'Net', kind: 'AWS::EC2::Subnet', verb: 'delete', at: at(0) } as const
  board.take('operation-started', { direction: 'delete', resources: [] })
  board.take('resource-moved', { ...move, state: 'failed', detail: 'has dependencies' })
  expect(renderTree(board, createStyle()).join()).toContain('subnet Net could not be deleted: has dependencies')
  board.take('resource-moved', { ...move, state: 'finished' })
  expect(renderTree(board, createStyle()).slice(1)).toEqual(['✔ network  1/1'])
})

it('counts only what had begun when a create is deleted instead of being finished', () => {
  const board = boardAt(scriptDeploy(), 8)
  const begun = [...board.resources.values()].filter(({ state }) => state !== 'waiting').length
  board.take('operation-started', { direction: 'delete', resources: [] })
  expect(board.counted).toHaveLength(begun)
  expect(renderTree(board, createStyle())[0]).toBe(`Deleting  0 of ${begun} done  8 s`)
})

it('says how many are under way beside those that are shown', () => {
  const board = boardAt(scriptDeploy(), 8)
  const lines = renderTree(board, createStyle(), { rows: 12 })
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toMatch(/^ {4}and \d+ more$/)
})

describe('a rollback', () => {
  /** The proxy was refused at once, so there is nothing of it to take back, and nothing is told of it any more. */
  function rollBack(outcome: Events['operation-ended']['outcome']) {
    const board = new OperationBoard(() => scriptStart)
    const vpc = { id: 'Net', kind: 'AWS::EC2::VPC', at: at(0) } as const
    const proxy = { id: 'Proxy', kind: 'AWS::RDS::DBProxy', at: at(0) } as const
    board.take('operation-started', { direction: 'create', resources: [vpc, proxy] })
    board.take('resource-moved', { ...vpc, state: 'finished', verb: 'create' })
    board.take('resource-moved', { ...proxy, state: 'failed', verb: 'create', detail: 'quota exceeded' })
    board.take('operation-started', { direction: 'roll-back', resources: [proxy, vpc] })
    board.take('resource-moved', { ...vpc, state: 'finished', verb: 'delete' })
    board.take('operation-ended', { outcome })
    const lines: string[] = []
    const operationLines = new OperationLines((line) => lines.push(line), createStyle(), createHandClock())
    operationLines.take('operation-started', { direction: 'create', resources: [vpc, proxy] })
    operationLines.take('resource-moved', { ...proxy, state: 'failed', verb: 'create', detail: 'quota exceeded' })
    operationLines.take('operation-started', { direction: 'roll-back', resources: [proxy] })
    operationLines.take('operation-ended', { outcome })
    return { tree: renderTree(board, createStyle({ colour: true })), last: lines.at(-1) }
  }

  it.each(['rolled-back', 'done'] as const)(
    'that reached its end (%s) has not failed, and leaves nothing',
    (outcome) => {
      const { tree, last } = rollBack(outcome)
      expect(tree[0]).toBe(yellow('Rolled back  0 left  0 s'))
      expect(stripVTControlCharacters(tree.join())).toContain('proxy  0/1 left')
      expect(tree.join()).toContain('could not be made: quota exceeded')
      expect(last).toContain('Rolled back  0 left')
      expect(last).toContain(outcome === 'done' ? '✔' : '✖')
    },
  )

  it('that could not take everything back has failed, and says what is left', () => {
    const { tree, last } = rollBack('failed')
    expect(stripVTControlCharacters(tree[0] ?? '')).toBe('Rolling back failed  1 left  0 s')
    expect(last).toContain('✖ Rolling back failed  1 left')
  })
})

it('shows the newest message in full where there is room, and its beginning where there is none', () => {
  const board = boardAt(scriptDestroy(), 25)
  const style = createStyle({ width: 60 })
  const messages = [
    'Warning: arn:aws:iam::123456789012:user/dev may not do it.\n         aws a command',
    `Note: ${'word '.repeat(30)}end`,
  ]
  const roomy = renderTree(board, style, { rows: 40, messages })
  expect(roomy.join(' ')).toContain(`Note: ${'word '.repeat(30)}end`)
  expect(roomy.at(-4)).toBe('Warning: arn:aws:iam::123456789012:user/dev may not do it.')
  const narrow = renderTree(board, style, { rows: 10, messages })
  expect(narrow.length).toBeLessThanOrEqual(10)
  expect(narrow.at(-1)).toMatch(/^Note: word [word ]+$/)
  for (const line of [...roomy, ...narrow]) expect(measureWidth(line), line).toBeLessThanOrEqual(60)
})
