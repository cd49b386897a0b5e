import { constants, createHash, publicEncrypt, timingSafeEqual } from 'node:crypto'

/** How a password is proved without sending it, by the protocol's own names. */
export type AuthPlugin = 'caching_sha2_password' | 'mysql_native_password'

function hash(algorithm: 'sha1' | 'sha256', ...parts: Buffer[]): Buffer {
  const digest = createHash(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index % right.length] as number)))
}

/** SHA1(password) XOR SHA1(nonce, SHA1(SHA1(password))), as mysql_native_password has it. */
function scrambleNative(password: Buffer, nonce: Buffer): Buffer {
  const once = hash('sha1', password)
  return xor(once, hash('sha1', nonce, hash('sha1', once)))
}

/** SHA256(password) XOR SHA256(SHA256(SHA256(password)), nonce), as caching_sha2_password has it. */
function scrambleSha2(password: Buffer, nonce: Buffer): Buffer {
  const once = hash('sha256', password)
  return xor(once, hash('sha256', hash('sha256', once), nonce))
}

/** What a client answers to `nonce` (20 bytes) in order to prove that it knows the password. */
export function scramblePassword(plugin: AuthPlugin, password: string, nonce: Buffer): Buffer {
  const bytes = Buffer.from(password)
  if (bytes.length === 0) return bytes
  return plugin === 'mysql_native_password' ? scrambleNative(bytes, nonce) : scrambleSha2(bytes, nonce)
}

/** The password for the key that a server sends to clients without TLS: XOR with the nonce, then RSA with OAEP. */
export function encryptPassword(password: string, nonce: Buffer, publicKey: string): Buffer {
  const plain = xor(Buffer.from(`${password}\0`), nonce)
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, plain)
}

/** Compares in a time that does not tell where they differ. */
export function areEqual(left: Buffer, right: Buffer): boolean {
  return timingSafeEqual(hash('sha256', left), hash('sha256', right))
}
