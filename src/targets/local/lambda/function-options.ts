import type { FunctionStatus } from '../../target-status.ts'
import type { Clock } from './clock.ts'
import type { InvocationOutcome } from './outcome.ts'

export interface FunctionOptions {
  name: string
  version?: '$LATEST'
  /** Folder that holds index.mjs with the export `handler`. */
  codeFolder: string
  /** The runtime's program: the built dist/bootstrap.js. */
  bootstrap: string
  /** The function's environment; of this process's own, next to nothing is inherited. */
  variables: Record<string, string>
  /** Time limit of one invocation. */
  timeoutMs: number
  memoryMb: number
  /** How many environments may exist at once. */
  concurrency: number
  /** How many environments may be starting at once. Default: one for each processor. */
  simultaneousStarts?: number
  /** How long an unused environment is kept. Default: 5 minutes. */
  idleEnvironmentMs?: number
  /** Gets the function's output and Lambda's own START, END and REPORT lines, one line at a time, no line end. */
  log: (line: string) => void
  /** Told of each process, so that a later run can end those that a crash left behind (frozen ones stay for ever). */
  onProcess?: (change: ProcessChange) => void
  clock?: Clock
}

export interface ProcessChange {
  pid: number
  state: 'started' | 'exited'
}

/** A deployed function on this computer. */
export interface LambdaFunction {
  /** Runs one event; a Buffer is taken as JSON that is already encoded. Never rejects for what a function does. */
  invoke(event: unknown): Promise<InvocationOutcome>
  status(): FunctionStatus
  /** Ends all environments, running invocations too; no process is left. */
  stop(): Promise<void>
}
