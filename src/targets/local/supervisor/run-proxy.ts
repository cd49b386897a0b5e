import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../../../errors.ts'
import { openLogFile } from '../log-file.ts'
import { type Credentials, createDebugLog, type SecretSource, startProxy } from '../proxy/index.ts'
import { toWireError } from '../wire-error.ts'
import type { FromProxyThread, ProxyThreadData, ToProxyThread } from './proxy-messages.ts'

/**
 * The life of the proxy's thread. The proxy has a thread of its own for two reasons: a fault in it ends the thread
 * and not the environment, and it does its work beside the gateway's.
 */
export async function runProxy(): Promise<void> {
  const port = parentPort
  if (!port) throw new Fault('The proxy was not started as a thread.')
  const { logFile, ...data } = workerData as ProxyThreadData
  const tell = (message: FromProxyThread) => port.postMessage(message)
  const listeners = new Set<(message: ToProxyThread) => void>()
  port.on('message', (message: ToProxyThread) => {
    for (const listener of listeners) listener(message)
  })
  const log = openLogFile(logFile)
  try {
    const proxy = await startProxy({
      listen: { host: '127.0.0.1', port: data.port },
      ...{ tls: data.tls, server: data.server, settings: data.settings, maxConnections: data.maxConnections },
      secret: askParentForSecret(tell, listeners),
      log: createDebugLog((line) => log.write(line)),
    })
    listeners.add((message) => {
      if (message.type !== 'status') return
      const { totals: _, ...status } = proxy.status()
      tell({ type: 'status', status })
    })
    tell({ type: 'listening', port: proxy.port })
    await new Promise<void>((closed) => {
      listeners.add((message) => {
        if (message.type === 'close') void proxy.close(true).then(closed)
      })
    })
    log.flush()
    tell({ type: 'closed' })
  } catch (error) {
    tell({ type: 'failed', error: toWireError(error) })
  }
  port.close()
}

/** The secret stays with the supervisor, who alone has the store open. */
function askParentForSecret(
  tell: (message: FromProxyThread) => void,
  listeners: Set<(message: ToProxyThread) => void>,
): SecretSource {
  return {
    current: () =>
      new Promise<Credentials>((resolve) => {
        const listener = (message: ToProxyThread) => {
          if (message.type !== 'secret') return
          listeners.delete(listener)
          resolve(message.credentials)
        }
        listeners.add(listener)
        tell({ type: 'secret-wanted' })
      }),
    watch: (changed) => {
      const listener = (message: ToProxyThread) => {
        if (message.type === 'secret-changed') changed()
      }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
