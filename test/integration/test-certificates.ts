import { webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
// The certificate library's own container demands this polyfill before it is loaded.
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

/** Paths of PEM files: a private authority, and a certificate of it for `localhost` and 127.0.0.1. */
export interface TestCertificates {
  authority: string
  certificate: string
  key: string
}

/** Makes a certificate authority and a server certificate that are valid for one day, as files in `directory`. */
export async function makeTestCertificates(directory: string): Promise<TestCertificates> {
  // Node's types and the library's name the same Web Crypto differently.
  cryptoProvider.set(webcrypto as never)
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const serverKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) }
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Test authority',
    keys: authorityKeys as never,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  const server = await X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=Test server',
    issuer: authority.subject,
    publicKey: serverKeys.publicKey as never,
    signingKey: authorityKeys.privateKey as never,
    signingAlgorithm: algorithm,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  const files = {
    authority: join(directory, 'authority.pem'),
    certificate: join(directory, 'certificate.pem'),
    key: join(directory, 'key.pem'),
  }
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)
  await writeFile(files.authority, authority.toString('pem'))
  await writeFile(files.certificate, server.toString('pem'))
  await writeFile(files.key, PemConverter.encode(privateKey, 'PRIVATE KEY'), { mode: 0o600 })
  return files
}
