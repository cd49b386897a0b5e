import type { Clock } from './clock.ts'
import type { AdminCredentials } from './init-file.ts'
import type { ServerExit } from './server-process.ts'
import type { ServerProgram } from './server-program.ts'
import type { ServerUser } from './server-user.ts'

export interface StartDatabaseOptions {
  program: ServerProgram
  /** Made when it is missing; its data are kept. */
  dataDirectory: string
  /** A short path for the Unix socket. */
  runFolder: string
  /** Gets the server's output appended (0600). */
  logFile: string
  /** As many as a small instance would allow; a few more are let in for this program itself. */
  maxConnections: number
  /** The account that is made, or given this password, at each start. */
  admin: AdminCredentials
  /** Where prepared data directories are kept. */
  cacheFolder: string
  /**
   * Started as root, the server drops to this user of the system. Default: `mysql`, which server packages make.
   */
  packageUser?: string
  /** Folders of this program's own, closed to others, through which that user must be let pass. */
  passFolders?: readonly string[]
  signal?: AbortSignal
  clock?: Clock
}

export interface RunningDatabase {
  address: { socketPath: string } | { host: string; port: number }
  pid: number
  version: string
  /** Fewer than were asked for when the system's hard limit of open files does not allow as many. */
  maxConnections: number
  /** As which user it runs, and why. */
  user: ServerUser
  exited: Promise<ServerExit>
  /** SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>
}
