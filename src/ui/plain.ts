import type { EventName, Events } from '../events.ts'
import type { Clock } from './clock.ts'
import { renderLoad } from './load-line.ts'
import { renderNotice, renderWarning } from './message-line.ts'
import { OperationLines } from './operation-lines.ts'
import { type ProgressRenderer, type ShownStep, StepBoard } from './progress.ts'
import { drawSign, longStepMs, renderStepText } from './step-text.ts'
import type { Style } from './style.ts'

const checkEveryMs = 1_000
/** After the first sign of life, a long step gives one this often. */
const heartbeatMs = 10_000

/**
 * Shows progress as lines that stay, for logs and build servers: one for each step that has ended, and for long
 * steps one after 2 s and then every 10 s. Within an operation its own signs of life take their place.
 */
export function createPlainRenderer(write: (line: string) => void, style: Style, clock: Clock): ProgressRenderer {
  return new PlainRenderer(write, style, clock)
}

class PlainRenderer implements ProgressRenderer {
  private readonly write: (line: string) => void
  private readonly style: Style
  private readonly clock: Clock
  private readonly board: StepBoard
  private readonly operation: OperationLines
  private readonly nextHeartbeat = new Map<ShownStep, number>()
  private load: Events['load-progressed'] | undefined
  private nextLoadMs = longStepMs
  private stopTimer: (() => void) | undefined

  constructor(write: (line: string) => void, style: Style, clock: Clock) {
    this.write = write
    this.style = style
    this.clock = clock
    this.board = new StepBoard(() => clock.now())
    this.operation = new OperationLines(write, style, clock)
  }

  /** The figures of a load are complete only at its end: what comes after them has to wait until then. */
  get drawing(): boolean {
    return this.load !== undefined
  }

  show<Name extends EventName>(name: Name, data: Events[Name]): void {
    for (const step of this.board.take(name, data)) this.follow(name, step)
    this.operation.take(name, data)
    if (this.operation.active) this.startTimer()
    if (name === 'load-progressed') this.followLoad(data as Events['load-progressed'])
    if (name === 'noticed') this.write(renderNotice(data as Events['noticed'], this.style))
    if (name === 'warned') this.write(renderWarning(data as Events['warned'], this.style))
  }

  async pause(): Promise<void> {
    this.stopTimer?.()
    this.stopTimer = undefined
  }

  async close(): Promise<void> {
    await this.pause()
    if (this.load) this.writeLoad(this.load)
  }

  private follow(name: EventName, step: ShownStep): void {
    if (name === 'step-started') {
      this.nextHeartbeat.set(step, longStepMs)
      this.startTimer()
    }
    if (name === 'step-finished' || name === 'step-skipped' || name === 'step-failed') {
      this.nextHeartbeat.delete(step)
      this.writeStep(step)
    }
  }

  private startTimer(): void {
    this.stopTimer ??= this.clock.every(checkEveryMs, () => this.beat())
  }

  private beat(): void {
    this.operation.beat()
    for (const [step, dueMs] of this.nextHeartbeat) {
      if (this.board.elapsed(step) < dueMs) continue
      this.nextHeartbeat.set(step, (Math.floor(this.board.elapsed(step) / heartbeatMs) + 1) * heartbeatMs)
      if (!this.operation.active) this.writeStep(step)
    }
  }

  private writeStep(step: ShownStep): void {
    const text = renderStepText(step, this.board.elapsed(step), this.style.width - 2, this.style)
    this.write(`${drawSign(step.state, this.style)} ${text}`)
  }

  private followLoad(load: Events['load-progressed']): void {
    this.load = load
    if (load.elapsedMs < this.nextLoadMs) return
    this.nextLoadMs = (Math.floor(load.elapsedMs / heartbeatMs) + 1) * heartbeatMs
    this.writeLoad(load)
  }

  private writeLoad(load: Events['load-progressed']): void {
    this.write(renderLoad(load, this.style))
    this.load = undefined
  }
}
