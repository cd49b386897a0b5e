import { readFile } from 'node:fs/promises'
import { UserError } from '../../../errors.ts'
import type { SecretRecord } from './secret-record.ts'

/**
 * Reads the file of secrets. Undefined when there is none yet.
 * @throws UserError when it is not what this program writes; it is never overwritten then, for the database's
 * password may be in it.
 */
export async function readSecretFile(file: string): Promise<SecretRecord[] | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const secrets = parseSecrets(text)
  if (secrets) return secrets
  throw new UserError({
    name: 'SecretFileBroken',
    message: `The file of secrets ${file} is damaged or was written by a newer version of this program.`,
    nextSteps: [
      'Put back the file from a backup, or update the program if a newer version wrote it.',
      'Otherwise delete the environment with `rds-proxy-webhook destroy` and make it anew (its rows are lost).',
    ],
  })
}

function parseSecrets(text: string): SecretRecord[] | undefined {
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content !== 'object' || content === null) return undefined
    const { format, secrets } = content as { format?: unknown; secrets?: unknown }
    return format === 1 && Array.isArray(secrets) && secrets.every(isRecord) ? secrets : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is SecretRecord {
  const record = value as Partial<SecretRecord> | null
  return typeof record?.arn === 'string' && typeof record.name === 'string' && Array.isArray(record.versions)
}
