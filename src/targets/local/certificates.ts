import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the proxy and its clients need for TLS on this computer. */
export interface LocalCertificates {
  /** File with the authority's certificate, for clients. */
  caFile: string
  /** PEM of the server's certificate, for localhost, 127.0.0.1 and ::1. */
  cert: string
  /** PEM of its private key. */
  key: string
}

const DAY = 24 * 60 * 60 * 1000
const RENEWED_BEFORE = 30 * DAY
const VALIDITY = 397 * DAY
const fileNames = { ca: 'ca.pem', caKey: 'ca-key.pem', cert: 'server.pem', key: 'server-key.pem' }

/**
 * The certificates of one folder: an authority of its own and a server certificate, made when they are missing or
 * expire within 30 days. Both are renewed together. Private keys are readable by their owner only.
 * @param now milliseconds since 1970
 * @throws the file system's error when the folder cannot be written
 */
export async function ensureCertificates(folder: string, now = Date.now()): Promise<LocalCertificates> {
  const existing = await readCertificates(folder)
  if (existing && (await areValid(existing, folder, now))) return existing
  await writeCertificates(folder, now)
  const made = await readCertificates(folder)
  if (!made) throw new Error(`The certificates in ${folder} disappeared while they were made.`)
  return made
}

async function readCertificates(folder: string): Promise<LocalCertificates | undefined> {
  const caFile = join(folder, fileNames.ca)
  try {
    const [cert, key] = await Promise.all([
      readFile(join(folder, fileNames.cert), 'utf8'),
      readFile(join(folder, fileNames.key), 'utf8'),
      readFile(caFile),
    ])
    return { caFile, cert, key }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether the certificate is the authority's, belongs to the key, and lasts long enough. */
async function areValid({ caFile, cert, key }: LocalCertificates, folder: string, now: number): Promise<boolean> {
  const { X509Certificate, createPrivateKey } = await import('node:crypto')
  try {
    const server = new X509Certificate(cert)
    const authority = new X509Certificate(await readFile(caFile))
    const lasts = [server, authority].every(({ validTo }) => Date.parse(validTo) - now > RENEWED_BEFORE)
    if (!lasts || !server.verify(authority.publicKey) || !server.checkPrivateKey(createPrivateKey(key))) return false
  } catch {
    // Broken files are made again, as missing ones are.
    return false
  }
  await Promise.all([fileNames.caKey, fileNames.key].map((name) => chmod(join(folder, name), 0o600)))
  return true
}

async function writeCertificates(folder: string, now: number): Promise<void> {
  // Loaded only here: most starts find their certificates.
  const { makeCertificates } = await import('./make-certificates.ts')
  const pem = await makeCertificates({ notBefore: new Date(now - DAY), notAfter: new Date(now + VALIDITY) })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writePrivately(join(folder, fileNames.caKey), pem.caKey)
  await writePrivately(join(folder, fileNames.key), pem.key)
  await writePrivately(join(folder, fileNames.cert), pem.cert)
  await writePrivately(join(folder, fileNames.ca), pem.ca)
}

/** Never leaves half a file, nor one that others may read for a moment. */
async function writePrivately(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`
  await writeFile(temporary, content, { mode: 0o600 })
  await rename(temporary, path)
}
