import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureCertificates } from '../../../../src/targets/local/certificates.ts'

const day = 24 * 60 * 60 * 1000
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('makes an authority and a server certificate for this computer', async () => {
  const made = await ensureCertificates(join(folder, 'tls'))
  const server = new X509Certificate(made.cert)
  const authority = new X509Certificate(await readFile(made.caFile))
  expect(server.verify(authority.publicKey)).toBe(true)
  expect(server.checkHost('localhost')).toBe('localhost')
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server.checkIP('::1')).toBe('::1')
  expect(authority.ca).toBe(true)
  expect(server.ca).toBe(false)
  expect(server.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
})

test('keeps private keys to their owner', async () => {
  await ensureCertificates(folder)
  for (const name of ['ca-key.pem', 'server-key.pem']) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  }
})

test('uses certificates again while they last, and renews them 30 days before their end', async () => {
  const first = await ensureCertificates(folder)
  const expiry = Date.parse(new X509Certificate(first.cert).validTo)
  expect(await ensureCertificates(folder, expiry - 31 * day)).toEqual(first)
  const renewed = await ensureCertificates(folder, expiry - 29 * day)
  expect(renewed.cert).not.toBe(first.cert)
  expect(Date.parse(new X509Certificate(renewed.cert).validTo)).toBeGreaterThan(expiry)
})

test('makes broken or mismatched files again', async () => {
  const first = await ensureCertificates(folder)
  await writeFile(join(folder, 'server-key.pem'), 'not a key')
  const second = await ensureCertificates(folder)
  expect(second.key).not.toBe('not a key')
  expect(second.cert).not.toBe(first.cert)
})
