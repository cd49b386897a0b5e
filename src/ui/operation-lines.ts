import type { EventName, Events } from '../events.ts'
import type { Clock } from './clock.ts'
import { OperationBoard, type ResourceChange, type ShownResource } from './operation-board.ts'
import {
  countResources,
  describeEnd,
  describeFailure,
  describeRemaining,
  describeSlow,
  formatElapsed,
  nameResource,
  operationWords,
} from './operation-text.ts'
import { describeKind } from './resource-kinds.ts'
import { sanitize } from './sanitize.ts'
import { drawSign } from './step-text.ts'
import type { Style } from './style.ts'
import { truncate } from './truncate.ts'

/** Resources that are quicker than this are counted and not told of. */
const noteworthySeconds = 10
const heartbeatMs = 30_000

/**
 * An operation as lines that stay: its beginning and end, resources that take their time or fail, and twice a minute
 * how far the whole is.
 */
export class OperationLines {
  private readonly write: (line: string) => void
  private readonly style: Style
  private readonly clock: Clock
  private board: OperationBoard | undefined
  private nextHeartbeat = 0

  constructor(write: (line: string) => void, style: Style, clock: Clock) {
    this.write = write
    this.style = style
    this.clock = clock
  }

  /** Whether an operation is under way, so that signs of life are given here. */
  get active(): boolean {
    return this.board !== undefined && this.board.outcome === undefined
  }

  take<Name extends EventName>(name: Name, data: Events[Name]): void {
    if (name === 'operation-started') {
      this.begin(data as Events['operation-started'])
      return
    }
    const change = this.board?.take(name, data)
    if (change) this.follow(change)
    if (name === 'operation-ended') this.writeEnd()
  }

  /** To be called every second or so. */
  beat(): void {
    if (!this.board || !this.active || this.clock.now() < this.nextHeartbeat) return
    this.nextHeartbeat = this.clock.now() + heartbeatMs
    const { doing } = operationWords[this.board.direction]
    const parts = [doing, ...this.summarize(this.board), describeSlow(this.board), this.listUnderWay(this.board)]
    this.writeLine(drawSign('running', this.style), parts.filter(Boolean).join('  '), this.paint)
  }

  private begin(operation: Events['operation-started']): void {
    if (!this.board || !this.active) this.board = new OperationBoard(() => this.clock.epoch())
    this.board.take('operation-started', operation)
    this.nextHeartbeat = this.clock.now() + heartbeatMs
    const { doing } = operationWords[operation.direction]
    const count = operation.resources.length > 0 ? countResources(this.board) : ''
    this.writeLine(drawSign('running', this.style), [doing, count].filter(Boolean).join('  '), this.paint)
  }

  private follow({ before, after }: ResourceChange): void {
    const said = before.state === after.state && before.verb === after.verb
    if (said && (before.detail === after.detail || after.detail === '')) return
    if (after.state === 'failed') this.writeFailure(after)
    else if (after.state !== 'skipped' && this.isNoteworthy(after)) this.writeMove(after)
  }

  private writeMove(after: ShownResource): void {
    const time = after.state === 'finished' ? formatElapsed(this.elapsed(after)) : ''
    const parts = [nameResource(after), after.state === 'running' ? sanitize(after.detail) : '', time]
    this.writeLine(drawSign(after.state, this.style), parts.filter(Boolean).join('  '))
  }

  private isNoteworthy(resource: ShownResource): boolean {
    const expected = resource.expectedSeconds ?? 0
    const took = resource.state === 'finished' ? this.elapsed(resource) / 1000 : 0
    return Math.max(expected, took) >= noteworthySeconds
  }

  private elapsed(resource: ShownResource): number {
    return this.board?.elapsed(resource) ?? 0
  }

  private writeFailure({ id, kind, verb, detail }: ShownResource): void {
    const text = describeFailure({ id, kind, verb: verb ?? 'create', reason: detail })
    this.writeLine(drawSign('failed', this.style), text, this.style.red)
  }

  private writeEnd(): void {
    if (!this.board) return
    const parts = [describeEnd(this.board), ...this.summarize(this.board)]
    const sign = drawSign(this.board.outcome === 'done' ? 'finished' : 'failed', this.style)
    this.writeLine(sign, parts.join('  '), this.paint)
  }

  private summarize(board: OperationBoard): string[] {
    return [countResources(board), formatElapsed(board.elapsedMs), describeRemaining(board)].filter(Boolean)
  }

  private listUnderWay(board: OperationBoard): string {
    const longestFirst = board.counted
      .filter(({ state }) => state === 'running')
      .sort((one, other) => board.elapsed(other) - board.elapsed(one))
    const text = longestFirst
      .map((each) => `${describeKind(each.kind).noun} ${formatElapsed(board.elapsed(each))}`)
      .join(', ')
    return sanitize(text)
  }

  private readonly paint = (text: string): string => (this.board?.rollingBack ? this.style.yellow(text) : text)

  private writeLine(sign: string, text: string, paint = (plain: string) => plain): void {
    this.write(`${sign} ${paint(truncate(text, this.style.width - 2, this.style))}`)
  }
}
