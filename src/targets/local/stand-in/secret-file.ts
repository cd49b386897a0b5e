import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { UserError } from '../../../errors.ts'
import type { Credentials, SecretSource } from '../proxy/index.ts'

const LOOK_MS = 500

/**
 * A secret in a file of the user's own: JSON with `username` and `password`, as Secrets Manager keeps it for a
 * database. The file is looked at twice a second; a new content is a new version.
 */
export function openSecretFile(file: string): SecretSource {
  return {
    current: () => readSecretFile(file),
    watch(changed) {
      watchFile(file, { interval: LOOK_MS, persistent: false }, changed)
      return () => unwatchFile(file, changed)
    },
  }
}

/** @throws UserError that never quotes the content */
export async function readSecretFile(file: string): Promise<Credentials> {
  const text = await readText(file)
  const { username, password } = parseFields(text)
  if (typeof username !== 'string' || typeof password !== 'string' || username === '') {
    throw new UserError({
      name: 'SecretFileUnusable',
      message: `${file} is not JSON with a username and a password.`,
      nextSteps: ['Write {"username": "NAME", "password": "PASSWORD"} to the file'],
    })
  }
  return { username, password, versionId: createHash('sha256').update(text).digest('hex').slice(0, 32) }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UserError({
      name: 'SecretFileUnreadable',
      message: `The secret cannot be read from ${file} (${(cause as NodeJS.ErrnoException).code}).`,
      nextSteps: ['--secret FILE, with {"username": "NAME", "password": "PASSWORD"} in it'],
      cause,
    })
  }
}

function parseFields(text: string): { username?: unknown; password?: unknown } {
  try {
    // Some editors put a byte order mark in front.
    return (JSON.parse(text.replace(/^\uFEFF/, '')) ?? {}) as { username?: unknown; password?: unknown }
  } catch {
    // The parser's own message would quote the secret.
    return {}
  }
}
