import { webcrypto } from 'node:crypto'
// The library's container wants this polyfill before it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** An authority's certificate and one that it signed for this computer, each with its private key; all PEM. */
export interface MadeCertificates {
  ca: string
  caKey: string
  cert: string
  key: string
}

/** Makes an authority and a server certificate for localhost, 127.0.0.1 and ::1. */
export async function makeCertificates(validity: { notBefore: Date; notAfter: Date }): Promise<MadeCertificates> {
  // Node's types and the library's name the same Web Crypto differently.
  x509.cryptoProvider.set(webcrypto as never)
  const [caKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()])
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=rds-proxy-webhook local authority',
    keys: caKeys as never,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey as never),
    ],
  })
  const server = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=localhost',
    issuer: authority.subject,
    publicKey: serverKeys.publicKey as never,
    signingKey: caKeys.privateKey as never,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey as never),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ],
  })
  const [caKey, key] = await Promise.all([exportKey(caKeys.privateKey), exportKey(serverKeys.privateKey)])
  return { ca: `${authority.toString('pem')}\n`, cert: `${server.toString('pem')}\n`, caKey, key }

  async function exportKey(privateKey: webcrypto.CryptoKey): Promise<string> {
    return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')}\n`
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}
