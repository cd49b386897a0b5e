import { readJsonFile, writeJsonFile } from './json-file.ts'
import { endProcess, identifyProcess, isRunning, type ProcessIdentity } from './processes.ts'

/**
 * The children of a background process, written down as they come and go: when the background process is killed,
 * frozen functions and the database stay behind, and the next start finds them here.
 */
export class ProcessLedger {
  readonly #file: string
  readonly #log: (line: string) => void
  readonly #entries = new Map<number, ProcessIdentity>()

  constructor(file: string, log: (line: string) => void) {
    this.#file = file
    this.#log = log
  }

  /** Never throws: on a full disk the work goes on, and the next change writes all of them down. */
  record(change: { pid: number; state: 'started' | 'exited' }): void {
    const identity = change.state === 'started' ? identifyProcess(change.pid) : undefined
    if (identity) this.#entries.set(change.pid, identity)
    else this.#entries.delete(change.pid)
    try {
      writeJsonFile(this.#file, [...this.#entries.values()])
    } catch (error) {
      this.#log(`The child processes could not be written down: ${error}`)
    }
  }
}

/** Processes of the ledger that still run although nobody may look after them any more. */
export function findRecordedProcesses(file: string): ProcessIdentity[] {
  return (readJsonFile<ProcessIdentity[]>(file) ?? []).filter(isRunning)
}

/** Ends what an earlier background process left behind. @returns those that could not be ended. */
export async function endRecordedProcesses(file: string): Promise<ProcessIdentity[]> {
  const found = findRecordedProcesses(file)
  const ended = await Promise.all(found.map((identity) => endProcess(identity, 10_000)))
  return found.filter((_, index) => !ended[index])
}
