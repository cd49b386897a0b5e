import type { Emit } from '../events.ts'
import { formatHostAndPort } from '../settings/host-and-port.ts'
import type { StandIn, StandInOptions } from '../targets/stand-in.ts'
import type { ProxyStatus } from '../targets/target-status.ts'
import { isLoopback } from './proxy-address.ts'

/** What `proxy` says as soon as clients may come. */
export interface ListeningResult {
  address: string
  /** The server behind it. */
  server: string
  requireTls: boolean
  /** Certificate that clients have to trust, when none was given. */
  caFile?: string
  metricsUrl?: string
}

export interface ServeContext {
  emit: Emit
  /** Ends the serving; that is its normal end. */
  signal: AbortSignal
  start(options: StandInOptions): Promise<StandIn>
}

/**
 * Runs the stand-in until the signal is aborted, then lets what is under way finish.
 * @returns the proxy's figures at its end
 * @throws what starting it throws
 */
export async function serveProxy(
  options: Omit<StandInOptions, 'onTrouble'>,
  onListening: (result: ListeningResult) => void,
  { emit, signal, start }: ServeContext,
): Promise<ProxyStatus> {
  const hosts = new Set([options.listen, options.metrics].flatMap((address) => address?.host ?? []))
  for (const host of hosts) {
    if (!isLoopback(host)) emit('warned', { message: `${host} can be reached from other computers.` })
  }
  const standIn = await start({ ...options, onTrouble: (message) => emit('warned', { message }) })
  onListening({
    address: standIn.address,
    server: describeServer(options.server),
    requireTls: options.settings.requireTls,
    ...(standIn.caFile === undefined ? {} : { caFile: standIn.caFile }),
    ...(standIn.metricsUrl === undefined ? {} : { metricsUrl: standIn.metricsUrl }),
  })
  await whenAborted(signal)
  const status = standIn.status()
  await standIn.close()
  return status
}

function describeServer(server: StandInOptions['server']): string {
  return 'socketPath' in server ? server.socketPath : formatHostAndPort(server.host, server.port)
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
