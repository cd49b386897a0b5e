import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Everything that the engine can say while it works. Actions and targets emit these; only `ui/` turns them into
 * text. Names are in the past tense. A result is never sent as an event: it is returned.
 */
export interface Events {
  /** The steps to come, in order, before the first one starts. May be sent again to append steps. */
  'steps-announced': { steps: readonly Step[] }
  /** `sinceMs`: how long it has been going on already, where nobody was told when it began. */
  'step-started': { id: string; sinceMs?: number }
  /** A short text on how far the step is, such as `starting MariaDB 10.11`. */
  'step-progressed': { id: string; detail: string }
  'step-finished': { id: string; detail?: string }
  'step-skipped': { id: string; reason: string }
  'step-failed': { id: string; message: string }
  /** A change of many resources begins, or one that is under way is followed. Sent again when a failure turns it back. */
  'operation-started': Operation
  /** One resource has moved on. Resources that are not told of wait, or stay as they are. */
  'resource-moved': ResourceMove
  /** How far the whole is; sent with each look. */
  'operation-progressed': OperationProgress
  /** `rolled-back`: what it was begun for failed, or was given up, and all is taken back as it should be. */
  'operation-ended': { outcome: 'done' | 'rolled-back' | 'failed' }
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

export interface Operation {
  direction: 'create' | 'update' | 'roll-back' | 'delete'
  /** What is expected to be touched, in the order of the template; empty when it is not known. */
  resources: readonly { id: string; kind: string; expectedSeconds?: number }[]
}

export interface ResourceMove {
  /** Logical id. */
  id: string
  /** CloudFormation type. */
  kind: string
  state: 'running' | 'finished' | 'failed' | 'skipped'
  verb: 'create' | 'update' | 'delete'
  /** Why, when it failed or was skipped; or what it waits for. */
  detail?: string
  /** ISO 8601, the service's own time: what is followed may have begun before this command did. */
  at: string
}

export interface OperationProgress {
  finished: number
  /** 0 when it is not known. */
  total: number
  elapsedSeconds: number
  /** Along the critical path; absent when nothing is known. */
  remainingSeconds?: number
  /** Resources that have taken longer than was expected of them. */
  slow: readonly string[]
}

export type EventName = keyof Events

/** How actions and targets speak. Must never throw and never wait. */
export type Emit = <Name extends EventName>(name: Name, data: Events[Name]) => void

/**
 * Runs `work` as one announced step: started, then finished or failed, whatever happens.
 * @param hasFailed whether a result is that of a step that failed, although it is returned as any other
 */
export async function runStep<Result>(
  emit: Emit,
  id: string,
  work: (progress: (detail: string) => void) => Promise<Result>,
  describe?: (result: Result) => string,
  hasFailed: (result: Result) => boolean = () => false,
): Promise<Result> {
  emit('step-started', { id })
  return finishStep(emit, id, work, describe, hasFailed)
}

async function finishStep<Result>(
  emit: Emit,
  id: string,
  work: (progress: (detail: string) => void) => Promise<Result>,
  describe?: (result: Result) => string,
  hasFailed: (result: Result) => boolean = () => false,
): Promise<Result> {
  try {
    const result = await work((detail) => emit('step-progressed', { id, detail }))
    const detail = describe?.(result)
    if (hasFailed(result)) emit('step-failed', { id, message: detail ?? '' })
    else emit('step-finished', detail === undefined ? { id } : { id, detail })
    return result
  } catch (error) {
    emit('step-failed', { id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

/** After so long without a sign of life, people wonder whether anything happens. */
const silenceMs = 2_000

/** Waits as long as one may be silent; keeps no process alive. */
const waitInSilence = () => sleep(silenceMs, undefined, { ref: false })

/**
 * Runs `work` that most often takes a moment: only if it takes longer does it become a step, so that what is quick says
 * nothing. @param silence how long nothing is said
 */
export async function runSlowStep<Result>(
  emit: Emit,
  step: Step,
  work: () => Promise<Result>,
  silence: () => Promise<void> = waitInSilence,
): Promise<Result> {
  const working = work()
  const inTime = working.then(
    () => true,
    () => true,
  )
  if (await Promise.race([inTime, silence().then(() => false)])) return working
  emit('steps-announced', { steps: [step] })
  emit('step-started', { id: step.id, sinceMs: silenceMs })
  return finishStep(emit, step.id, () => working)
}
