import { Worker } from 'node:worker_threads'
import { builtPath } from '../../../package-folder.ts'
import type { ProxyStatus } from '../../target-status.ts'
import type { SecretSource } from '../secrets/secret-source.ts'
import { fromWireError } from '../wire-error.ts'
import type { KeptPart } from './keeper.ts'
import type { FromProxyThread, ProxyThreadData, ToProxyThread } from './proxy-messages.ts'

/** The stand-in for RDS Proxy in its thread, as the supervisor sees it. */
export interface ProxyThread extends KeptPart {
  readonly port: number
  readonly thread: Worker
  status(): Promise<ProxyStatus>
}

/**
 * Starts the proxy in a thread and waits until it listens.
 * @throws UserError with the proxy's own reason when it cannot.
 */
export async function startProxyThread(data: ProxyThreadData, secret: SecretSource): Promise<ProxyThread> {
  const thread = new Worker(builtPath('proxy-thread.js'), { workerData: data, stdout: false, stderr: false })
  const say = (message: ToProxyThread) => thread.postMessage(message)
  let crash: Error | undefined
  thread.on('error', (error) => {
    crash = error
  })
  const ended = new Promise<string>((resolve) => {
    thread.once('exit', (code) => resolve(crash ? `${crash.name}: ${crash.message}` : `exit code ${code}`))
  })
  const unwatch = secret.watch(() => say({ type: 'secret-changed' }))
  void ended.then(unwatch)
  thread.on('message', async (message: FromProxyThread) => {
    if (message.type === 'secret-wanted') say({ type: 'secret', credentials: await secret.current() })
  })
  const port = await waitForPort(thread, ended, data.logFile)
  return {
    ...{ port, thread, ended },
    describe: () => ({ address: `127.0.0.1:${port}` }),
    status: () => askForStatus(thread, ended),
    async stop() {
      say({ type: 'close' })
      await ended
    },
  }
}

function waitForPort(thread: Worker, ended: Promise<string>, logFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    thread.on('message', (message: FromProxyThread) => {
      if (message.type === 'listening') resolve(message.port)
      if (message.type === 'failed') reject(fromWireError(message.error, logFile))
    })
    void ended.then((how) => reject(new Error(`The proxy's thread ended before it listened: ${how}`)))
  })
}

function askForStatus(thread: Worker, ended: Promise<string>): Promise<ProxyStatus> {
  return new Promise((resolve, reject) => {
    const listener = (message: FromProxyThread) => {
      if (message.type !== 'status') return
      thread.off('message', listener)
      resolve(message.status)
    }
    thread.on('message', listener)
    thread.postMessage({ type: 'status' } satisfies ToProxyThread)
    void ended.then((how) => reject(new Error(`The proxy's thread ended: ${how}`)))
  })
}
