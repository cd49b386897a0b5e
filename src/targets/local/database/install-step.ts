import { UserError } from '../../../errors.ts'
import { makePrivateFile } from './private-files.ts'
import { type ProgramResult, runProgram } from './run-program.ts'

/** The server alone, without a system service; the name before Debian 12 and Ubuntu 24.04 carried the series. */
export const DEBIAN_PACKAGES = ['mariadb-server-core', 'mariadb-server-core-10.6'] as const

export interface InstallRun {
  /** Told what is being done. */
  progress: (detail: string) => void
  /** Gets the output of all steps appended; named in the error when one fails. */
  logFile: string
  env: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
  /** Further options for apt (tests). */
  aptOptions?: readonly string[]
}

/**
 * Runs one program of an installation.
 * @throws UserError InstallFailed with the last line of its output.
 */
export async function runStep(
  run: InstallRun,
  path: string,
  args: readonly string[],
  cwd?: string,
): Promise<ProgramResult> {
  makePrivateFile(run.logFile)
  const env = { ...run.env, DEBIAN_FRONTEND: 'noninteractive', HOMEBREW_NO_AUTO_UPDATE: '1', LC_ALL: 'C' }
  const where = { ...(cwd === undefined ? {} : { cwd }) }
  const result = await runProgram(path, args, { env, logFile: run.logFile, signal: run.signal, ...where }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return { code: 127, stdout: '', stderr: `there is no program ${path}` }
      throw error
    },
  )
  if (result.code === 0) return result
  const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n')
  const complaint = lines.findLast((line) => /^(?:E|Error): /.test(line)) ?? lines.at(-1) ?? ''
  throw new UserError({
    name: 'InstallFailed',
    message: `Installing the database server failed at \`${path} ${args[0]}\`: ${complaint}`,
    nextSteps: [`Read what was done: ${run.logFile}`, 'Or install MySQL 8 or MariaDB 10.6 or newer yourself.'],
  })
}

/** Whether apt knows a package that can be installed. */
export async function hasPackage(run: InstallRun, name: string, options: readonly string[] = []): Promise<boolean> {
  const args = ['show', '--no-all-versions', ...(run.aptOptions ?? []), ...options, name]
  const { code } = await runProgram('apt-cache', args, { env: run.env, signal: run.signal }).catch(() => ({ code: 1 }))
  return code === 0
}
