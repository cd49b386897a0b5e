import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type FunctionOptions,
  type InvocationOutcome,
  type LambdaFunction,
  startFunction,
} from '../../../src/targets/local/lambda/function.ts'

export const builtBootstrap = resolve('dist/bootstrap.js')

export interface FunctionFixture {
  lambda: LambdaFunction
  options: FunctionOptions
  lines: string[]
  /** Processes that were started, oldest first. */
  pids: number[]
  exited: number[]
}

/** Starts a function whose index.mjs has the given source; it is stopped and deleted when the test ends. */
export async function startFixture(source: string, options: Partial<FunctionOptions> = {}): Promise<FunctionFixture> {
  const codeFolder = await mkdtemp(join(tmpdir(), 'function-'))
  await writeFile(join(codeFolder, 'index.mjs'), source)
  const lines: string[] = []
  const pids: number[] = []
  const exited: number[] = []
  const startOptions: FunctionOptions = {
    name: 'webhook',
    codeFolder,
    bootstrap: builtBootstrap,
    variables: {},
    timeoutMs: 10_000,
    memoryMb: 128,
    concurrency: 1,
    log: (line) => lines.push(line),
    onProcess: ({ pid, state }) => (state === 'started' ? pids : exited).push(pid),
    ...options,
  }
  const lambda = startFunction(startOptions)
  onTestFinished(async () => {
    await lambda.stop()
    await rm(codeFolder, { recursive: true, force: true })
  })
  return { lambda, options: startOptions, lines, pids, exited }
}

/** The value that a successful invocation returned; fails the test for any other outcome. */
export function returnedBy(outcome: InvocationOutcome): unknown {
  if (outcome.kind !== 'success') throw new Error(`${outcome.kind}: ${outcome.errorType} ${outcome.errorMessage}`)
  return JSON.parse(outcome.payload.toString('utf8'))
}

/** Linux's one-letter state of a process, such as `T` for stopped; undefined when it is gone. */
export async function processState(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  return stat?.slice(stat.lastIndexOf(')') + 2)[0]
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}
