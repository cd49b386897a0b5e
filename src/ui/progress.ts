import type { EventName, Events } from '../events.ts'

/** What a renderer of progress does with events, one after the other. */
export interface ProgressRenderer {
  show<Name extends EventName>(name: Name, data: Events[Name]): void
  /** True while the bottom of the terminal belongs to the progress, so that nothing else may be written there. */
  readonly drawing: boolean
  /** Leaves the terminal to a question; what comes after that is shown below it. */
  pause(): Promise<void>
  /** Brings the last state onto the stream; nothing is shown after that. */
  close(): Promise<void>
}

export type StepState = 'waiting' | 'running' | 'finished' | 'skipped' | 'failed'

/** One step as far as the events have told. */
export interface ShownStep {
  id: string
  title: string
  state: StepState
  /** The latest detail, reason or failure. */
  note: string
  startedAt: number
  /** How long it took, once it has ended. */
  durationMs: number
}

/** Follows the events and knows each step's state; all renderers of progress share it. */
export class StepBoard {
  steps: ShownStep[] = []
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  /** Takes one event; returns the steps that it concerns. Steps that were never announced are added. */
  take<Name extends EventName>(name: Name, data: Events[Name]): ShownStep[] {
    if (name === 'steps-announced') {
      return (data as Events['steps-announced']).steps.map((step) => this.find(step.id, step.title))
    }
    if (!name.startsWith('step-')) return []
    const event = data as { id: string; sinceMs?: number; detail?: string; reason?: string; message?: string }
    const step = this.find(event.id)
    this.change(step, name, event.detail ?? event.reason ?? event.message)
    step.startedAt -= event.sinceMs ?? 0
    return [step]
  }

  /** Milliseconds that a step has run, or took. */
  elapsed(step: ShownStep): number {
    return step.state === 'running' ? this.now() - step.startedAt : step.durationMs
  }

  /** Lets go of the steps that are over: they stand where they were shown. */
  forgetEnded(): void {
    this.steps = this.steps.filter(({ state }) => state === 'waiting' || state === 'running')
  }

  private change(step: ShownStep, name: EventName, note: string | undefined): void {
    if (name === 'step-started') {
      step.state = 'running'
      step.startedAt = this.now()
      return
    }
    if (name !== 'step-progressed') {
      step.durationMs = step.state === 'running' ? this.now() - step.startedAt : 0
      step.state = name === 'step-finished' ? 'finished' : name === 'step-skipped' ? 'skipped' : 'failed'
    }
    // A finished step that says nothing of its own does not keep the last word of its progress.
    step.note = note ?? ''
  }

  private find(id: string, title?: string): ShownStep {
    const known = this.steps.find((step) => step.id === id)
    if (known) {
      known.title = title ?? known.title
      return known
    }
    const step: ShownStep = { id, title: title ?? id, state: 'waiting', note: '', startedAt: 0, durationMs: 0 }
    this.steps.push(step)
    return step
  }
}
