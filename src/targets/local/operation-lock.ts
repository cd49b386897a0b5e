import { linkSync, renameSync, rmSync } from 'node:fs'
import { UserError } from '../../errors.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import { identifyProcess, isRunning, type ProcessIdentity } from './processes.ts'

interface LockHolder extends ProcessIdentity {
  operation: string
  since: string
}

/**
 * Runs `work` as the only one that changes the environment. A lock whose process is gone is taken over.
 * @throws UserError EnvironmentBusy when another process is at work.
 */
export async function withOperationLock<Result>(
  file: string,
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> {
  takeLock(file, operation)
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function takeLock(file: string, operation: string): void {
  const draft = `${file}.${process.pid}`
  writeJsonFile(draft, { ...identifyProcess(process.pid), operation, since: new Date().toISOString() })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (createLink(draft, file)) return
      const other = readJsonFile<LockHolder>(file)
      if (other && isRunning(other)) throw describeBusy(other)
      removeStale(file, `${draft}.stale`)
    }
    throw describeBusy()
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A hard link appears at once with its content, and only if the name is free: the atomic way to take a lock. */
function createLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves the stale lock away first: between the look and the move another command may have taken the lock anew. */
function removeStale(file: string, aside: string): void {
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = readJsonFile<LockHolder>(aside)
  if (moved && isRunning(moved)) createLink(aside, file)
  rmSync(aside, { force: true })
}

function describeBusy(holder?: LockHolder): UserError {
  const who = holder ? `a ${holder.operation} (process ${holder.pid}, since ${holder.since})` : 'another command'
  return new UserError({
    name: 'EnvironmentBusy',
    message: `The environment is being changed by ${who}.`,
    nextSteps: ['Wait until it has ended and run the command again.'],
  })
}
