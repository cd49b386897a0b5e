import type { SettingSources } from '../../settings/question.ts'
import type { LocalSettings } from '../../settings/settings.ts'
import type { ServerProgram } from './database/find-server.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import type { LocalPaths } from './paths.ts'
import { isRunning, type ProcessIdentity } from './processes.ts'

/** What was deployed last: the input of the background process. Holds no secret. */
export interface Deployed {
  environment: string
  settings: LocalSettings
  /** Where each value came from, by the question's key. */
  sources: SettingSources
  program: ServerProgram
  /** Where the HTTP API listened last: with port 0, callers find it there again if nobody has taken it since. */
  lastPort?: number
  createdAt: string
}

/** Written by the background process when it begins; gone when it has ended in good order. */
export interface BackgroundRecord extends ProcessIdentity {
  startedAt: string
  version: string
}

export const readDeployed = (paths: LocalPaths) => readJsonFile<Deployed>(paths.deployed)
export const writeDeployed = (paths: LocalPaths, deployed: Deployed) => writeJsonFile(paths.deployed, deployed)
export const writeBackgroundRecord = (paths: LocalPaths, record: BackgroundRecord) =>
  writeJsonFile(paths.background, record)

/** The background process of this environment, or undefined when it does not run (a stale record is no process). */
export function findBackground(paths: LocalPaths): BackgroundRecord | undefined {
  const record = readJsonFile<BackgroundRecord>(paths.background)
  return record && isRunning(record) ? record : undefined
}

/** Whether the state folder is still that of the background process with this pid. */
export function belongsTo(paths: LocalPaths, pid: number): boolean {
  return readJsonFile<BackgroundRecord>(paths.background)?.pid === pid
}

/** True when a background process ended without tidying up: it was killed, or the computer was switched off. */
export function wasKilled(paths: LocalPaths): boolean {
  return readJsonFile<BackgroundRecord>(paths.background) !== undefined && findBackground(paths) === undefined
}
