import { appendFile, stat } from 'node:fs/promises'
import { UserError } from '../../../errors.ts'
import { formatHostAndPort } from '../../../settings/host-and-port.ts'
import type { StandIn, StandInOptions } from '../../stand-in-options.ts'
import { type LogFile, openLogFile } from '../log-file.ts'
import { createDebugLog, type DatabaseServer, type LogEntry, type RunningProxy, startProxy } from '../proxy/index.ts'
import { type MetricsFeed, startMetricsFeed } from './metrics-feed.ts'
import { openSecretFile, readSecretFile } from './secret-file.ts'
import { type ClientTls, describeServer, readClientTls, unusablePem } from './tls-files.ts'

/**
 * Starts the proxy alone. The server need not be up; the secret must be readable.
 * @throws UserError for files that cannot be used and an address that cannot be had
 */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  await readSecretFile(options.secretFile)
  await warnOfReaders(options)
  const tls = await readClientTls(options)
  const log = options.logFile === undefined ? undefined : await openWritableLog(options.logFile)
  const writeLog = createDebugLog((line) => log?.write(line))
  const warn = createWarner(options)
  const proxy = await start(options, tls, await describeServer(options), (entry) => {
    writeLog(entry)
    warn(entry)
  })
  const feed = await startFeed(options, proxy)
  return {
    address: formatHostAndPort(options.listen.host, proxy.port),
    ...(tls.caFile === undefined ? {} : { caFile: tls.caFile }),
    ...(feed && options.metrics
      ? { metricsUrl: `http://${formatHostAndPort(options.metrics.host, feed.port)}/metrics` }
      : {}),
    status: () => proxy.status(),
    async close() {
      await feed?.close()
      await proxy.close(true)
      log?.flush()
    },
  }
}

/** The user's own file is taken as it is; that others can read the password is worth a word. */
async function warnOfReaders({ secretFile, onTrouble }: StandInOptions): Promise<void> {
  const { mode } = await stat(secretFile)
  if ((mode & 0o044) !== 0)
    onTrouble(`${secretFile} can be read by other users of this computer (chmod 600 ends that).`)
}

/** Lines that cannot be written later are given up; a file that cannot be had at all is the user's mistake. */
async function openWritableLog(file: string): Promise<LogFile> {
  try {
    await appendFile(file, '', { mode: 0o600 })
  } catch (cause) {
    throw new UserError({
      name: 'FileUnusable',
      message: `The log ${file} cannot be written (${(cause as NodeJS.ErrnoException).code}).`,
      nextSteps: ['--log-file FILE, in a folder that is there'],
      cause,
    })
  }
  return openLogFile(file)
}

/** A proxy whose figures cannot be served is not left behind. */
async function startFeed({ metrics }: StandInOptions, proxy: RunningProxy): Promise<MetricsFeed | undefined> {
  if (!metrics) return undefined
  try {
    return await startMetricsFeed(metrics, () => proxy.status().metrics ?? {})
  } catch (error) {
    await proxy.close(false)
    throw describeListenError(error as NodeJS.ErrnoException, metrics, '--metrics')
  }
}

async function start(
  options: StandInOptions,
  tls: ClientTls,
  server: DatabaseServer,
  log: (entry: LogEntry) => void,
): Promise<RunningProxy> {
  const { listen, settings, maxConnections, clientPasswordAuthType, oldPasswordGrace, limits } = options
  try {
    return await startProxy({
      ...{ listen, tls, server, settings, maxConnections, clientPasswordAuthType, limits, log },
      secret: openSecretFile(options.secretFile),
      ...(options.iam ? { iam: describeIam(options.iam, listen.host) } : {}),
      durations: { oldPassword: oldPasswordGrace * 1000 },
    })
  } catch (error) {
    throw describeStartError(error as NodeJS.ErrnoException, options)
  }
}

function describeIam({ region, accessKeyId, secretAccessKey }: NonNullable<StandInOptions['iam']>, host: string) {
  const findSecretKey = (id: string): string | undefined => (id === accessKeyId ? secretAccessKey : undefined)
  return { region, hosts: [host, 'localhost'], findSecretKey }
}

function describeStartError(error: NodeJS.ErrnoException, { listen, tls }: StandInOptions): Error {
  if (error.code?.startsWith('ERR_OSSL') || error.code?.startsWith('ERR_SSL')) {
    return unusablePem('--tls-cert', `${tls?.certFile} and ${tls?.keyFile} are no certificate with its key.`, error)
  }
  return describeListenError(error, listen, '--listen')
}

function describeListenError(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
  flag: string,
): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'is in use',
    EACCES: 'may not be used by this user',
    EADDRNOTAVAIL: 'is not an address of this computer',
    ENOTFOUND: 'is not an address of this computer',
  }
  const reason = reasons[error.code ?? '']
  if (reason === undefined) return error
  return new UserError({
    name: 'AddressUnusable',
    message: `${formatHostAndPort(host, port)} ${reason}.`,
    nextSteps: [`${flag} 127.0.0.1:${port === 65_535 ? port - 1 : port + 1}`],
    cause: error,
  })
}

/** Tells of trouble with the server once, until the proxy has reached it again. */
function createWarner({ onTrouble }: StandInOptions): (entry: LogEntry) => void {
  let inTrouble = false
  return ({ level, message }) => {
    if (/^A (TCP )?connection was established/.test(message)) inTrouble = false
    const isTrouble = level === 'ERROR' || message.startsWith('A database connection could not be opened')
    if (!isTrouble || inTrouble) return
    inTrouble = true
    onTrouble(message)
  }
}
