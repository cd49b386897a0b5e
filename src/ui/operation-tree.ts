import { formatNumber } from './numbers.ts'
import { type Failure, isDone, type OperationBoard, type ShownResource } from './operation-board.ts'
import {
  countResources,
  describeEnd,
  describeFailure,
  describeRemaining,
  describeSlow,
  formatElapsed,
  nameResource,
} from './operation-text.ts'
import { type GroupOfResources, groupResources } from './resource-groups.ts'
import { sanitize } from './sanitize.ts'
import { drawSign } from './step-text.ts'
import type { Style } from './style.ts'
import { measureWidth, truncate } from './truncate.ts'
import { wrapText, wrapWords } from './wrap.ts'

/** At least this many of the resources under way are shown, as far as there are rows at all. */
const leastUnderWay = 3

export interface TreeOptions {
  /** Rows that it may take; absent: as many as there is to say, and reasons in full. */
  rows?: number
  /** What stands below it as long as it is drawn again, newest last: that in full if there is room, others begun. */
  messages?: readonly string[]
}

/**
 * An operation as a tree: the whole in the first line, below it each part of the environment, and below that what is
 * under way and what failed. Lines are at most `style.width` wide. With few rows, parts that are done or wait are
 * folded first, and what is under way is cut last.
 */
export function renderTree(board: OperationBoard, style: Style, options: TreeOptions = {}): string[] {
  const head = renderHead(board, style)
  const groups = groupResources(board)
  const rows = (options.rows ?? Number.POSITIVE_INFINITY) - head.length
  const messages = renderMessages(options.messages ?? [], rows - groups.length - leastUnderWay, style)
  const room = rows - messages.length
  const body = fold(board, groups, room, style)
  return [...head, ...body, ...messages]
}

/** @param room rows that nothing else needs */
function renderMessages(messages: readonly string[], room: number, style: Style): string[] {
  const broken = messages
    .slice(-2)
    .map((message) => wrapText(message.replace(/\s*\n\s*/g, ' '), style.width).split('\n'))
  const firstLines = broken.flatMap(([line]) => line ?? [])
  const others = firstLines.slice(0, -1)
  const newest = broken.at(-1) ?? []
  return others.length + newest.length <= Math.max(room, 2) ? [...others, ...newest] : firstLines
}

function renderHead(board: OperationBoard, style: Style): string[] {
  const parts = [describeEnd(board), countResources(board), formatElapsed(board.elapsedMs), describeRemaining(board)]
  const line = truncate(parts.filter(Boolean).join('  '), style.width, style)
  const slow = describeSlow(board)
  const paint = board.outcome === 'failed' ? style.red : board.rollingBack ? style.yellow : style.bold
  return [paint(line), ...(slow === '' ? [] : [style.yellow(truncate(`  ${slow}`, style.width, style))])]
}

/** The parts in `room` rows. */
function fold(board: OperationBoard, groups: readonly GroupOfResources[], room: number, style: Style): string[] {
  const underWay = groups.reduce((sum, group) => sum + group.underWay.length, 0)
  const { shown, folded } = chooseFolded(groups, room)
  const width = { ...style, width: style.width - 4 }
  const spare = room - folded.length - shown.length - Math.min(underWay, leastUnderWay)
  const failures = new Map(shown.map((group) => [group, renderFailures(group, width, spare)]))
  const left = room - folded.length - shown.length - [...failures.values()].flat().length
  const chosen = chooseUnderWay(board, shown, left)
  return [
    ...folded.map((each) => renderFolded(each, style)),
    ...shown.flatMap((group) => [
      renderGroup(board, group, style),
      ...(failures.get(group) ?? []),
      ...group.underWay.filter((each) => chosen.has(each)).map((each) => renderUnderWay(board, each, style)),
    ]),
    ...(chosen.size < underWay && left > 0 ? [style.dim(`    and ${formatNumber(underWay - chosen.size)} more`)] : []),
  ].slice(0, Math.max(room, 0))
}

/** Which parts get a row of their own, and which share one. */
function chooseFolded(groups: readonly GroupOfResources[], room: number) {
  const count = (of: 'failures' | 'underWay') => groups.reduce((sum, group) => sum + group[of].length, 0)
  const wanted = groups.length + count('failures') + Math.min(count('underWay'), leastUnderWay)
  const done = groups.filter((group) => group.state === 'finished')
  const waiting = groups.filter((group) => group.state === 'waiting')
  const folded = [
    ...(wanted > room ? [done] : []),
    ...(wanted - Math.max(done.length - 1, 0) > room ? [waiting] : []),
  ].filter((each) => each.length > 0)
  return { folded, shown: groups.filter((group) => !folded.some((each) => each.includes(group))) }
}

/** What is under way the longest matters most. One row is kept for saying how many are left out. */
function chooseUnderWay(board: OperationBoard, groups: readonly GroupOfResources[], room: number): Set<ShownResource> {
  const all = groups.flatMap((group) => group.underWay)
  if (all.length <= room) return new Set(all)
  const longestFirst = [...all].sort((one, other) => board.elapsed(other) - board.elapsed(one))
  return new Set(longestFirst.slice(0, Math.max(room - 1, 0)))
}

function renderFolded(groups: readonly GroupOfResources[], style: Style): string {
  const names = groups.map(({ name }) => name).join(', ')
  const state = groups[0]?.state ?? 'waiting'
  const text = truncate(names, style.width - 2, style)
  return `${drawSign(state, style)} ${state === 'waiting' ? style.dim(text) : text}`
}

function renderGroup(board: OperationBoard, group: GroupOfResources, style: Style): string {
  const line = `${group.name}  ${countGroup(board, group)}`
  return `${drawSign(group.state, style)} ${group.state === 'waiting' ? style.dim(line) : line}`
}

function countGroup({ rollingBack }: OperationBoard, { resources }: GroupOfResources): string {
  const done = resources.filter(isDone).length
  return rollingBack
    ? `${formatNumber(resources.length - done)}/${formatNumber(resources.length)} left`
    : `${formatNumber(done)}/${formatNumber(resources.length)}`
}

/** Reasons in full where there is room for them, else their beginnings. */
function renderFailures({ failures }: GroupOfResources, style: Style, spare: number): string[] {
  const all = failures.map((failure) => breakLines(describeFailure(failure), style))
  const fits = all.flat().length <= spare
  return all.flatMap((lines, index) => {
    const text = fits ? lines : [truncate(describeFailure(failures[index] as Failure), style.width, style)]
    return text.map((line, row) => `  ${row === 0 ? drawSign('failed', style) : ' '} ${style.red(line)}`)
  })
}

/** Words that are wider than a line, such as ARNs, are cut: each line must fit into the terminal. */
function breakLines(text: string, style: Style): string[] {
  return wrapWords(text, style.width)
    .split('\n')
    .map((line) => truncate(line, style.width, style))
}

function renderUnderWay(board: OperationBoard, resource: ShownResource, style: Style): string {
  const time = formatElapsed(board.elapsed(resource))
  const room = style.width - 4 - measureWidth(time) - 2
  const name = truncate(nameResource(resource), room, style)
  const left = room - measureWidth(name) - 2
  const detail = left >= 8 ? truncate(sanitize(resource.detail), left, style) : ''
  return [`  ${drawSign('running', style)} ${name}`, style.dim(detail), style.dim(time)]
    .filter((part) => part !== '')
    .join('  ')
}
