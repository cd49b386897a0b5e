import type { DefaultRenderer, Listr } from 'listr2'
import type { EventName, Events } from '../events.ts'
import { renderLoad } from './load-line.ts'
import { renderNotice, renderWarning } from './message-line.ts'
import { type Clock, systemClock } from './plain.ts'
import { type ProgressRenderer, type ShownStep, StepBoard, type StepState } from './progress.ts'
import { drawSign, renderStepText } from './step-text.ts'
import type { Style } from './style.ts'
import type { OutputStream } from './terminal.ts'

type TaskList = Listr<object, typeof DefaultRenderer>
type Task = TaskList['tasks'][number]

const redrawMs = 100
/** Columns that listr2 takes for its sign, the space behind it and its right margin. */
const signColumns = 4

/** Shows progress as a list that is redrawn in place. listr2 is loaded with the first event that needs it. */
export function createLiveRenderer(stream: OutputStream, style: Style, clock: Clock = systemClock): ProgressRenderer {
  return new LiveRenderer(stream, style, clock)
}

/**
 * The steps' states come from events, not from promises, so each task's state is set by hand. What runs for listr2
 * is one untitled task that ends on close; its output is the place for notices and warnings.
 */
class LiveRenderer implements ProgressRenderer {
  private readonly stream: OutputStream
  private readonly style: Style
  private readonly clock: Clock
  private readonly board: StepBoard
  private readonly messages: string[] = []
  private readonly tasks = new Map<ShownStep | 'load', Task>()
  private load: Events['load-progressed'] | undefined
  private list: TaskList | undefined
  private closed = false
  private finished: Promise<unknown> | undefined
  private readonly begun = makeGate()
  private readonly ended = makeGate()
  private readonly lastDrawn = makeGate()

  constructor(stream: OutputStream, style: Style, clock: Clock) {
    this.stream = stream
    this.style = style
    this.clock = clock
    this.board = new StepBoard(() => clock.now())
  }

  get drawing(): boolean {
    return this.finished !== undefined
  }

  show<Name extends EventName>(name: Name, data: Events[Name]): void {
    const concerned = this.board.take(name, data)
    if (name === 'load-progressed') this.load = data as Events['load-progressed']
    if (name === 'noticed') this.addMessage(renderNotice(data as Events['noticed'], this.style))
    if (name === 'warned') this.addMessage(renderWarning(data as Events['warned'], this.style))
    const drawn = concerned.length > 0 || name === 'load-progressed'
    if (drawn && !this.closed) this.finished ??= this.run()
  }

  async close(): Promise<void> {
    this.closed = true
    this.ended.open()
    await this.finished
    this.finished = undefined
    for (const message of this.messages) this.stream.write(`${message}\n`)
    this.messages.length = 0
  }

  /** While the list is drawn, messages wait below it; before and without a list they are written at once. */
  private addMessage(message: string): void {
    if (this.finished) this.messages.push(message)
    else this.stream.write(`${message}\n`)
  }

  private async run(): Promise<void> {
    const listr2 = await import('listr2')
    // listr2 replaces the write method of what it draws on; a stand-in keeps the real stream as it is.
    const output = {
      write: (text: string) => this.stream.write(text),
      columns: this.style.width,
      rows: this.stream.rows ?? 24,
      isTTY: true,
    } as unknown as NodeJS.WriteStream
    const logger = new listr2.ListrLogger({ processOutput: new listr2.ProcessOutput(output, output) })
    this.list = new listr2.Listr([{ task: () => this.keepOpen() }], {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      fallbackRendererCondition: false,
      rendererOptions: { logger, formatOutput: 'truncate', ...drawSigns(listr2, this.style) },
    })
    const drawn = this.list.run()
    // Tasks that are there before it begins would be run, and so be finished at once.
    await this.begun.passed
    await this.redraw(listr2)
    const stopTimer = this.clock.every(redrawMs, () => void this.redraw(listr2))
    await this.ended.passed
    await this.redraw(listr2)
    this.lastDrawn.open()
    await drawn
    stopTimer()
  }

  private keepOpen(): Promise<void> {
    this.begun.open()
    return this.lastDrawn.passed
  }

  private async redraw({ ListrTaskState }: typeof import('listr2')): Promise<void> {
    const states: Record<StepState, Task['state']> = {
      waiting: ListrTaskState.WAITING,
      running: ListrTaskState.STARTED,
      finished: ListrTaskState.COMPLETED,
      skipped: ListrTaskState.SKIPPED,
      failed: ListrTaskState.FAILED,
    }
    for (const step of this.board.steps) {
      const task = this.tasks.get(step) ?? (await this.addTask(step))
      task.title = renderStepText(step, this.board.elapsed(step), this.style.width - signColumns, this.style)
      task.state = states[step.state]
    }
    if (this.load === undefined) return
    const task = this.tasks.get('load') ?? (await this.addTask('load'))
    const allSent = this.load.total !== undefined && this.load.sent >= this.load.total
    task.title = renderLoad(this.load, { ...this.style, width: this.style.width - signColumns })
    task.state = allSent || this.closed ? ListrTaskState.COMPLETED : ListrTaskState.STARTED
  }

  private async addTask(shown: ShownStep | 'load'): Promise<Task> {
    const list = this.list as TaskList
    list.add({ title: '', task: () => {} })
    const task = list.tasks.at(-1) as Task
    this.tasks.set(shown, task)
    // listr2 leaves out what it has not found to be enabled.
    await task.check({})
    return task
  }
}

interface Gate {
  passed: Promise<void>
  open: () => void
}

/** A promise that is resolved by hand. */
function makeGate(): Gate {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
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
