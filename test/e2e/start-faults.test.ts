import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localPaths } from '../../src/targets/local/paths.ts'
import { identifyProcess } from '../../src/targets/local/processes.ts'
import { isFree } from './leftovers.ts'
import { type FoundProcess, findProcessesOf } from './processes.ts'
import { Project } from './program.ts'
import { waitFor } from './wait-for.ts'

let project: Project

beforeEach(() => {
  project = new Project()
})
afterEach(() => project.close())

const init = ['init', '--yes', '--port', '0']

test('a port in use is named together with its owner, and nothing is left running', async () => {
  const [server, port] = await listen()
  try {
    const { code, stdout, stderr } = await project.run(['init', '--yes', '--port', String(port)])
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(`Error: Port ${port} on 127.0.0.1 is in use by `)
    expect(stderr).toContain(`(process ${process.pid})`)
    expect(stderr).toContain('--port 0')
    expect(findProcessesOf(project.folder)).toEqual([])
  } finally {
    server.close()
  }
})

test('two deploys at once: one makes it, the other says who is at work or finds it made', async () => {
  const both = await Promise.all([project.run([...init, '--json']), project.run([...init, '--json'])])
  const [winner, other] = both
    .sort((one, two) => (one.code ?? 9) - (two.code ?? 9))
    .map(({ stdout }) => JSON.parse(stdout))
  expect(winner).toMatchObject({ environment: 'local', url: expect.any(String) })
  if (other.error) expect(other.error).toMatchObject({ name: 'EnvironmentBusy', exitCode: 1 })
  else expect(other.url).toBe(winner.url)
  expect(findProcessesOf(project.folder).filter(({ text }) => text.includes('background.js'))).toHaveLength(1)
  expect((await project.run(['hit', '/works'])).code).toBe(0)
})

test('a lock that a dead process left behind is taken over, one of a living process is not', async () => {
  expect((await project.run(init)).code).toBe(0)
  const { operationLock } = localPaths(project.folder, 'local')
  const holder = identifyProcess(process.pid)
  const lock = (started?: string) => {
    writeFileSync(
      operationLock,
      JSON.stringify({ ...holder, ...(started && { started }), operation: 'deploy', since: 'now' }),
    )
  }
  lock()
  const busy = await project.run(['deploy', '--borrow-timeout', '3'])
  expect(busy.code).toBe(1)
  expect(busy.stderr).toContain(`being changed by a deploy (process ${process.pid}`)
  lock('another start')
  expect((await project.run(['deploy', '--borrow-timeout', '3'])).code).toBe(0)
  expect(() => readFileSync(operationLock)).toThrow('ENOENT')
})

describe('Ctrl-C during a deploy', () => {
  test.each([
    'Find a MySQL-compatible server',
    'Open the HTTP API',
    'Start the database',
    'Start the RDS Proxy stand-in',
  ])('after "%s" leaves nothing running', async (step) => {
    let seen = ''
    const { code, stdout, stderr } = await project.run(init, {
      onStart: (child) => {
        child.stderr?.on('data', (text: string) => {
          if (!seen.includes(step) && text.includes(step)) child.kill('SIGINT')
          seen += text
        })
      },
    })
    expect(stderr).toContain(step)
    expect(code, stderr).toBe(130)
    expect(stdout).toBe('')
    expect(stderr).toContain('interrupted')
    expect(findProcessesOf(project.folder)).toEqual([])
    const url = /http:\/\/127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]
    if (url) expect(await isFree(Number(url))).toBe(true)
    const status = await project.run(['status', '--json'])
    expect(status.code).toBe(3)
    expect(JSON.parse(status.stdout)).not.toHaveProperty('reason')
  })
})

test('SIGTERM is as good as Ctrl-C', async () => {
  const { code, stderr } = await project.run(init, {
    onStart: (child) => {
      child.stderr?.on('data', (text: string) => {
        if (text.includes('Open the HTTP API')) child.kill('SIGTERM')
      })
    },
  })
  expect(code, stderr).toBe(130)
  expect(stderr).toContain('interrupted')
  expect(findProcessesOf(project.folder)).toEqual([])
})

test('Ctrl-C while the database starts ends that too', async () => {
  const isDatabase = ({ text }: FoundProcess) => text.includes('--datadir=')
  const { code, stderr } = await project.run(init, {
    onStart: (child) => {
      const look = () => findProcessesOf(project.folder)
      void waitFor('the database', look, (found) => found.some(isDatabase)).then(() => child.kill('SIGINT'))
    },
  })
  expect(code, stderr).toBe(130)
  expect(findProcessesOf(project.folder)).toEqual([])
})

function listen(): Promise<[Server, number]> {
  const server = createServer()
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      ready([server, typeof address === 'object' && address ? address.port : 0])
    })
  })
}
