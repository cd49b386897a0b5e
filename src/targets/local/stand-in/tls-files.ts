import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExitCode, UserError } from '../../../errors.ts'
import type { StandInOptions } from '../../stand-in-options.ts'
import { ensureCertificates } from '../certificates.ts'
import { cacheFolder } from '../paths.ts'
import type { DatabaseServer } from '../proxy/index.ts'

/** What clients are shown; the authority's file when the program made both itself. */
export interface ClientTls {
  cert: string
  key: string
  caFile?: string
}

/** @throws UserError when a file or the folder of the own certificates cannot be used */
export async function readClientTls({ tls }: StandInOptions): Promise<ClientTls> {
  if (!tls) return ensureOwnCertificates(join(cacheFolder(), 'proxy-certificates'))
  const [cert, key] = await Promise.all([readPem(tls.certFile, '--tls-cert'), readPem(tls.keyFile, '--tls-key')])
  return { cert, key }
}

async function ensureOwnCertificates(folder: string): Promise<ClientTls> {
  try {
    return await ensureCertificates(folder)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    throw new UserError({
      name: 'FolderUnusable',
      message: `The certificates for clients cannot be kept in ${folder} (${code}).`,
      nextSteps: ['--tls-cert FILE --tls-key FILE (PEM)', 'Set XDG_CACHE_HOME to a folder that can be written'],
      cause,
    })
  }
}

/** The server with the authority that it is to be checked against. @throws UserError for an authority of no use */
export async function describeServer({ server, serverCaFile }: StandInOptions): Promise<DatabaseServer> {
  if (serverCaFile === undefined) return server
  if ('socketPath' in server) {
    throw new UserError({
      name: 'FlagWithoutUse',
      message: 'A Unix socket has no TLS, so --server-ca is only for a server with HOST:PORT.',
      nextSteps: ['--server 127.0.0.1:3306'],
      exitCode: ExitCode.usage,
    })
  }
  const ca = await readPem(serverCaFile, '--server-ca')
  const { X509Certificate } = await import('node:crypto')
  try {
    new X509Certificate(ca)
  } catch (cause) {
    throw unusablePem('--server-ca', `${serverCaFile} is no certificate.`, cause)
  }
  return { ...server, tls: { ca } }
}

async function readPem(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw unusablePem(flag, `The file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, cause)
  }
}

/** For a file that is to hold a certificate or a key. */
export function unusablePem(flag: string, message: string, cause: unknown): UserError {
  return new UserError({ name: 'FileUnusable', message, nextSteps: [`${flag} FILE (PEM)`], cause })
}
