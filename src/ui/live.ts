import { EOL } from 'node:os'
import type { DefaultRenderer, Listr } from 'listr2'
import type { EventName, Events } from '../events.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Gate, makeGate } from './gate.ts'
import { renderLoad } from './load-line.ts'
import { renderNotice, renderWarning } from './message-line.ts'
import { OperationBoard } from './operation-board.ts'
import { renderTree } from './operation-tree.ts'
import { type ProgressRenderer, type ShownStep, StepBoard, type StepState } from './progress.ts'
import { drawSign, renderStepText } from './step-text.ts'
import type { Style } from './style.ts'
import type { OutputStream } from './terminal.ts'

type TaskList = Listr<object, typeof DefaultRenderer>
type Task = TaskList['tasks'][number]
type Listr2 = typeof import('listr2')

const redrawMs = 100
/** Columns that listr2 takes for its sign, the space behind it and its right margin. */
const signColumns = 4
const usualRows = 24
/** So many messages are shown below an operation while it is drawn, the newest in full where there is room. */
const mostMessages = 2

/** Shows progress as a list that is redrawn in place. listr2 is loaded with the first event that needs it. */
export function createLiveRenderer(stream: OutputStream, style: Style, clock: Clock = systemClock): ProgressRenderer {
  return new LiveRenderer(stream, style, clock)
}

/** One list on the terminal, from its first line to its end. */
interface Drawing {
  finished: Promise<unknown>
  ended: Gate
}

/**
 * The states come from events, not from promises, so each task's state is set by hand. What runs for listr2 is one
 * untitled task that lasts as long as the drawing.
 */
class LiveRenderer implements ProgressRenderer {
  private readonly stream: OutputStream
  private readonly style: Style
  private readonly clock: Clock
  private readonly board: StepBoard
  private readonly messages: string[] = []
  private readonly tasks = new Map<ShownStep | OperationBoard | 'load', Task>()
  private operations: OperationBoard[] = []
  private load: Events['load-progressed'] | undefined
  private list: TaskList | undefined
  private drawn: Drawing | undefined
  private pausing = false
  private closed = false

  constructor(stream: OutputStream, style: Style, clock: Clock) {
    this.stream = stream
    this.style = style
    this.clock = clock
    this.board = new StepBoard(() => clock.now())
  }

  get drawing(): boolean {
    return this.drawn !== undefined
  }

  show<Name extends EventName>(name: Name, data: Events[Name]): void {
    const concernsStep = this.board.take(name, data).length > 0
    const concernsOperation = this.takeOperation(name, data)
    if (name === 'load-progressed') this.load = data as Events['load-progressed']
    if (name === 'noticed') this.addMessage(renderNotice(data as Events['noticed'], this.style))
    if (name === 'warned') this.addMessage(renderWarning(data as Events['warned'], this.style))
    const drawn = concernsStep || concernsOperation || name === 'load-progressed'
    if (drawn && !this.closed) this.drawn ??= this.draw()
  }

  async pause(): Promise<void> {
    this.pausing = true
    await this.finish()
    this.pausing = false
    this.board.forgetEnded()
    this.operations = this.operations.filter(({ outcome }) => outcome === undefined)
    this.load = undefined
    this.tasks.clear()
  }

  async close(): Promise<void> {
    this.closed = true
    await this.finish()
  }

  private async finish(): Promise<void> {
    this.drawn?.ended.open()
    await this.drawn?.finished
    this.drawn = undefined
    for (const message of this.messages.splice(0)) this.stream.write(`${message}\n`)
  }

  /** While the list is drawn, messages wait below it; before and without a list they are written at once. */
  private addMessage(message: string): void {
    if (this.drawn) this.messages.push(message)
    else this.stream.write(`${message}\n`)
  }

  /** A rollback belongs to the operation that failed; what begins after the end of one is another. */
  private takeOperation<Name extends EventName>(name: Name, data: Events[Name]): boolean {
    if (!name.startsWith('operation-') && name !== 'resource-moved') return false
    const last = this.operations.at(-1)
    const board = last && last.outcome === undefined ? last : new OperationBoard(() => this.clock.epoch())
    if (board !== last) this.operations.push(board)
    board.take(name, data)
    return true
  }

  private draw(): Drawing {
    const ended = makeGate()
    return { ended, finished: this.run(ended) }
  }

  private async run(ended: Gate): Promise<void> {
    const listr2 = await import('listr2')
    const begun = makeGate()
    const lastDrawn = makeGate()
    const keepOpen = () => {
      begun.open()
      return lastDrawn.passed
    }
    this.list = this.createList(listr2, keepOpen)
    const drawn = this.list.run()
    // Tasks that are there before it begins would be run, and so be finished at once.
    await begun.passed
    await this.redraw(listr2)
    const stopTimer = this.clock.every(redrawMs, () => void this.redraw(listr2))
    await ended.passed
    stopTimer()
    await this.redraw(listr2, true)
    lastDrawn.open()
    await drawn
  }

  private createList(listr2: Listr2, task: () => Promise<void>): TaskList {
    const { stream, style } = this
    // listr2 replaces the write method of what it draws on; a stand-in keeps the real stream as it is.
    const output = {
      write: (text: string) => stream.write(text),
      columns: style.width,
      get rows() {
        return stream.rows ?? usualRows
      },
      isTTY: true,
    } as unknown as NodeJS.WriteStream
    const logger = new listr2.ListrLogger({ processOutput: new listr2.ProcessOutput(output, output) })
    return new listr2.Listr([{ task }], {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      fallbackRendererCondition: false,
      renderer: makeRenderer(listr2),
      rendererOptions: { logger, ...drawSigns(listr2, style) },
    })
  }

  /** @param last whether the list stays like this */
  private async redraw({ ListrTaskState }: Listr2, last = false): Promise<void> {
    const states: Record<StepState, Task['state']> = {
      waiting: ListrTaskState.WAITING,
      running: ListrTaskState.STARTED,
      finished: ListrTaskState.COMPLETED,
      skipped: ListrTaskState.SKIPPED,
      failed: ListrTaskState.FAILED,
    }
    const set = async (shown: ShownStep | OperationBoard | 'load', state: StepState, title: string) => {
      const task = this.tasks.get(shown) ?? (await this.addTask(shown))
      task.title = title
      task.state = states[state]
    }
    for (const step of this.board.steps) await set(step, step.state, this.titleStep(step))
    for (const board of this.operations) await set(board, stateOf(board, last), this.titleOperation(board, last))
    if (this.load) await set('load', this.isLoadDone(this.load) ? 'finished' : 'running', this.titleLoad(this.load))
  }

  /** Below a question the steps that are not over are shown again; listr2 leaves out what has no title. */
  private titleStep(step: ShownStep): string {
    if (this.pausing && (step.state === 'waiting' || step.state === 'running')) return ''
    return renderStepText(step, this.board.elapsed(step), this.style.width - signColumns, this.style)
  }

  private titleOperation(board: OperationBoard, last: boolean): string {
    const style = { ...this.style, width: this.style.width - signColumns }
    if (last) return renderTree(board, style).join(EOL)
    const latest = board === this.operations.at(-1)
    // One row is the cursor's.
    const others = this.board.steps.length + this.operations.length - 1 + (this.load ? 1 : 0) + 1
    const rows = latest ? Math.max((this.stream.rows ?? usualRows) - others, 1) : 1
    const messages = this.messages.slice(-mostMessages)
    return renderTree(board, style, { rows, messages: latest && rows > mostMessages + 2 ? messages : [] }).join(EOL)
  }

  private titleLoad(load: Events['load-progressed']): string {
    return renderLoad(load, { ...this.style, width: this.style.width - signColumns })
  }

  private isLoadDone({ sent, total }: Events['load-progressed']): boolean {
    return this.closed || (total !== undefined && sent >= total)
  }

  private async addTask(shown: ShownStep | OperationBoard | 'load'): Promise<Task> {
    const list = this.list as TaskList
    list.add({ title: '', task: () => {} })
    const task = list.tasks.at(-1) as Task
    this.tasks.set(shown, task)
    // listr2 leaves out what it has not found to be enabled.
    await task.check({})
    return task
  }
}

/** What was still under way when nobody looked any more has neither ended nor failed. */
function stateOf({ outcome }: OperationBoard, last: boolean): StepState {
  if (outcome === undefined) return last ? 'waiting' : 'running'
  return outcome === 'done' ? 'finished' : 'failed'
}

/**
 * listr2 draws only where stdout is a terminal and cuts at its width; here all goes to another stream, stdout may well
 * be a file, and every line fits already.
 */
function makeRenderer(listr2: Listr2): typeof DefaultRenderer {
  class LineRenderer extends listr2.DefaultRenderer {
    static override nonTTY = true
  }
  const format = (message: string, icon?: string): string[] => {
    if (message.trim() === '') return []
    return message.split(EOL).map((line, index) => (index === 0 ? `${icon ?? ''} ${line}` : `  ${line}`))
  }
  Object.assign(LineRenderer.prototype, { format })
  return LineRenderer
}

/** The same signs as in plain mode, coloured as this stream wants it and not as listr2 guesses. */
function drawSigns({ ListrDefaultRendererLogLevels: level }: typeof import('listr2'), style: Style) {
  const asIs = (text: string | undefined) => text ?? ''
  return {
    icon: {
      [level.WAITING]: drawSign('waiting', style),
      [level.COMPLETED]: drawSign('finished', style),
      [level.SKIPPED_WITHOUT_COLLAPSE]: drawSign('skipped', style),
      [level.SKIPPED_WITH_COLLAPSE]: drawSign('skipped', style),
      [level.FAILED]: drawSign('failed', style),
    },
    color: {
      [level.WAITING]: asIs,
      [level.COMPLETED]: asIs,
      [level.SKIPPED_WITHOUT_COLLAPSE]: asIs,
      [level.SKIPPED_WITH_COLLAPSE]: asIs,
      [level.FAILED]: asIs,
      [level.PENDING]: (text: string | undefined) => style.yellow(text ?? ''),
    },
  }
}
