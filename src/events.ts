/**
 * Everything that the engine can say while it works. Actions and targets emit these; only `ui/` turns them into
 * text. Names are in the past tense. A result is never sent as an event: it is returned.
 */
export interface Events {
  /** The steps to come, in order, before the first one starts. May be sent again to append steps. */
  'steps-announced': { steps: readonly Step[] }
  'step-started': { id: string }
  /** A short text on how far the step is, such as `starting MariaDB 10.11`. */
  'step-progressed': { id: string; detail: string }
  'step-finished': { id: string; detail?: string }
  'step-skipped': { id: string; reason: string }
  'step-failed': { id: string; message: string }
  /** Counts of a load that is being sent; `total` is absent when the load runs until it is stopped. */
  'load-progressed': { sent: number; failed: number; total?: number; elapsedMs: number }
  /** Worth knowing, and nothing the user has to do. */
  noticed: { message: string }
  /** Worth acting on, though the work goes on. */
  warned: { message: string; nextStep?: string }
}

export interface Step {
  id: string
  /** What the step does, in the imperative: `Start the database`. */
  title: string
}

export type EventName = keyof Events

/** How actions and targets speak. Must never throw and never wait. */
export type Emit = <Name extends EventName>(name: Name, data: Events[Name]) => void

/** Runs `work` as one announced step: started, then finished or failed, whatever happens. */
export async function runStep<Result>(
  emit: Emit,
  id: string,
  work: (progress: (detail: string) => void) => Promise<Result>,
  describe?: (result: Result) => string,
): Promise<Result> {
  emit('step-started', { id })
  try {
    const result = await work((detail) => emit('step-progressed', { id, detail }))
    emit('step-finished', describe ? { id, detail: describe(result) } : { id })
    return result
  } catch (error) {
    emit('step-failed', { id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
