import { randomInt } from 'node:crypto'
import type { SecretRecord } from './secret-record.ts'
import { ServiceError } from './service-error.ts'

const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The ARN of a new secret: the service adds a hyphen and six random characters to the name. */
export function makeSecretArn(place: { region: string; account: string; name: string }): string {
  const suffix = Array.from({ length: 6 }, () => SUFFIX_CHARACTERS[randomInt(SUFFIX_CHARACTERS.length)]).join('')
  return `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${place.name}-${suffix}`
}

/**
 * Finds a secret by its name, its ARN, or its ARN without the six random characters.
 * @throws ServiceError ResourceNotFoundException
 */
export function findSecret(secrets: readonly SecretRecord[], id: string): SecretRecord {
  const found =
    secrets.find((secret) => secret.arn === id || secret.name === id) ??
    secrets.find((secret) => secret.arn.replace(/-[A-Za-z0-9]{6}$/, '') === id)
  if (found) return found
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}
