import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dockerArguments } from './docker.ts'
import { describeFailedStart } from './failed-start.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import { baseArguments, serverFolder, temporaryFolder } from './server-arguments.ts'
import { programEnvironment, type ServerProgram } from './server-program.ts'
import { readSystemTables } from './system-tables.ts'

export interface MakeDataOptions {
  program: ServerProgram
  /** Gets the folder `data`, which must not exist yet. */
  dataDirectory: string
  logFile: string
  signal?: AbortSignal | undefined
}

/**
 * Makes an empty database: system tables, and no account that can log in.
 * @throws UserError with the server's own last complaint.
 */
export async function makeData(options: MakeDataOptions): Promise<void> {
  const folder = serverFolder(options.dataDirectory)
  await mkdir(folder, { mode: 0o700 })
  await mkdir(temporaryFolder(options.dataDirectory), { recursive: true, mode: 0o700 })
  const result = options.program.kind === 'mariadb' ? await bootstrap(options) : await initialize(options)
  if (result.code === 0) return closeFolders(folder)
  throw describeFailedStart(options.program, {
    log: `${result.stdout}\n${result.stderr}`,
    logFile: options.logFile,
    dataDirectory: options.dataDirectory,
  })
}

/** MySQL makes some of its folders 0750, whatever UMASK_DIR says. */
async function closeFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  await Promise.all([folder, ...folders].map((each) => chmod(each, 0o700)))
}

/** The smallest redo log: copies are quick then, and the first start resizes it. */
async function bootstrap(options: MakeDataOptions): Promise<ProgramResult> {
  const { program, dataDirectory } = options
  return runServer(options, program.path, {
    input: readSystemTables(program),
    args: [
      ...baseArguments(program, dataDirectory, runUser()),
      ...['--bootstrap', '--silent-startup', '--log-warnings=0', '--enforce-storage-engine=', '--skip-log-bin'],
      ...['--innodb-log-file-size=4M', '--max-allowed-packet=8M'],
    ],
  })
}

/** MySQL makes its tables by itself; root has no password until the first start locks it, which is at once. */
async function initialize(options: MakeDataOptions): Promise<ProgramResult> {
  const { program, dataDirectory } = options
  const args = [...baseArguments(program, dataDirectory, runUser()), '--initialize-insecure']
  if (program.kind === 'mysql') return runServer(options, program.path, { args })
  return runServer(options, program.path, { args: [...dockerArguments(dataDirectory), ...args] })
}

function runServer(
  { program, logFile, signal }: MakeDataOptions,
  path: string,
  { args, input }: { args: string[]; input?: string },
): Promise<ProgramResult> {
  const env = programEnvironment(program)
  return runProgram(path, args, { env, logFile, signal, ...(input === undefined ? {} : { input }) })
}

/** Servers refuse to run as root unless they are told to; the files change hands afterwards. */
function runUser(): string | undefined {
  return process.getuid?.() === 0 ? 'root' : undefined
}
