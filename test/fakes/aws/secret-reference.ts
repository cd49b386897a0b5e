import type { FakeAccount } from './account.ts'
import { FakeServiceError } from './service.ts'
import { findSecret, findStage } from './state/secret-store.ts'

/**
 * Value of a dynamic reference without `resolve:` and braces: `secretsmanager:ID:SecretString:KEY:STAGE`, where the id
 * may be an ARN and all after it may be left out.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 * @throws FakeServiceError when there is no such secret, stage or key
 */
export function resolveSecretReference(account: FakeAccount, reference: string): string {
  const [service, ...rest] = reference.split(':')
  if (service !== 'secretsmanager') throw refuse(`Could not resolve {{resolve:${reference}}}`)
  const idParts = rest[0] === 'arn' ? 7 : 1
  const [, key = '', stage = ''] = rest.slice(idParts)
  const secret = findSecret(account, rest.slice(0, idParts).join(':'))
  const text = findStage(secret, stage === '' ? 'AWSCURRENT' : stage)?.[1].text
  if (text === undefined) throw refuse(`Could not find a value for {{resolve:${reference}}}`)
  if (key === '') return text
  const value = (JSON.parse(text) as Record<string, unknown>)[key]
  if (value === undefined) throw refuse(`Could not find a value associated with JSONKey in SecretString`)
  return String(value)
}

function refuse(message: string): FakeServiceError {
  return new FakeServiceError('ValidationError', message)
}
