import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cleanEnvironment, programFile } from '../../e2e/program.ts'

export interface ProxyPlace {
  /** Working folder and cache of the process. */
  folder: string
  /** Address or socket of the database. */
  server: string
  secretFile: string
  /** More variables for the process. */
  env?: NodeJS.ProcessEnv
}

const running = new Set<ChildProcess>()

/** Runs the built program's `proxy` command; flags that are given here replace the usual ones. */
export function runProxy({ folder, server, secretFile, env: variables }: ProxyPlace, more: string[]) {
  const usual = { '--listen': '127.0.0.1:0', '--server': server, '--secret': secretFile }
  const flags = Object.entries(usual).flatMap((flag) => (more.includes(flag[0]) ? [] : flag))
  const env = cleanEnvironment({ XDG_CACHE_HOME: folder, ...variables })
  const child = spawn(process.execPath, [programFile, 'proxy', ...flags, ...more], { env, cwd: folder })
  running.add(child)
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const lines: string[] = []
  const first = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      resolve(line)
    })
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, lines, first, ended, errors: () => errors }
}

/** The same, once it listens. @throws Error with what it said when it does not come to that */
export async function startProxyProcess(place: ProxyPlace, more: string[]) {
  const proxy = runProxy(place, more)
  const line = await Promise.race([proxy.first, proxy.ended.then((code) => `ended with ${code}: ${proxy.errors()}`)])
  const port = Number(/^Listening on 127\.0\.0\.1:(\d+) /.exec(line)?.[1])
  if (!(port > 0)) throw new Error(`The proxy does not listen: ${line}`)
  return { ...proxy, line, port }
}

/** Ends all that were started here. */
export function killProxies(): void {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
}
