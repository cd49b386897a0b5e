import { existsSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { type Emit, runStep } from '../../events.ts'
import { connectControl } from './control/client.ts'
import { findBackground, readDeployed } from './deployed.ts'
import type { LocalPaths } from './paths.ts'
import { findRecordedProcesses } from './process-ledger.ts'
import { isRunning, type ProcessIdentity } from './processes.ts'
import { removeIfEmpty } from './remove-if-empty.ts'
import { DESTROY_STEPS } from './steps.ts'
import { stopBackground } from './stop-background.ts'

/** What `destroy` would delete, one line each. */
export function listContents(paths: LocalPaths): string[] {
  const background = findBackground(paths)
  const children = findRecordedProcesses(paths.processes).length
  return [
    ...(background ? [`background process ${background.pid} and its ${children} child processes`] : []),
    ...(existsSync(paths.database) ? [`database ${paths.database}`] : []),
    ...(existsSync(paths.secret) ? ['the secret with the database password'] : []),
    ...(existsSync(paths.logs) ? [`logs ${paths.logs}`] : []),
  ]
}

/** Stops and deletes all of a local environment, then looks whether a process, a port or a file is left. */
export async function deleteEnvironment(paths: LocalPaths, emit: Emit) {
  emit('steps-announced', { steps: DESTROY_STEPS })
  const deleted = listContents(paths)
  const ports = await listPorts(paths)
  const processes = listProcesses(paths)
  await runStep(emit, 'stop', () => stopBackground(paths))
  await runStep(emit, 'delete', async () => {
    for (const folder of [paths.run, paths.state]) rmSync(folder, { recursive: true, force: true })
    removeIfEmpty(dirname(paths.run))
    removeIfEmpty(dirname(paths.state))
  })
  const leftovers = await runStep(emit, 'verify', () => findLeftovers(paths, processes, ports))
  return { deleted, leftovers }
}

function listProcesses(paths: LocalPaths): ProcessIdentity[] {
  const background = findBackground(paths)
  return [...(background ? [background] : []), ...findRecordedProcesses(paths.processes)]
}

/** TCP ports that the environment listens on now, or would listen on by its settings. */
async function listPorts(paths: LocalPaths): Promise<number[]> {
  const running = await connectControl(paths.controlSocket, paths.logs, 5_000)
    .status()
    .catch(() => undefined)
  const addresses = running?.components.map((component) => component.address ?? '') ?? []
  const ports = addresses
    .filter((address) => /^127\.0\.0\.1:\d+$/.test(address))
    .map((address) => Number(address.split(':')[1]))
  const planned = running ? [] : [readDeployed(paths)?.settings.port ?? 0]
  return [...ports, ...planned].filter((port) => port > 0)
}

async function findLeftovers(paths: LocalPaths, processes: ProcessIdentity[], ports: number[]): Promise<string[]> {
  const open = await Promise.all(ports.map(isOpen))
  return [
    ...processes.filter(isRunning).map(({ pid }) => `process ${pid}`),
    ...ports.filter((_, index) => open[index]).map((port) => `port ${port}`),
    ...[paths.state, paths.run].filter((folder) => existsSync(folder)),
  ]
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
