import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeSecret } from '../state/secret.ts'
import { listTags } from '../state/tags.ts'
import { readSize, takePage } from './paging.ts'

export function describeSecret(secret: FakeSecret): object {
  return { ...summarize(secret), VersionIdsToStages: readStages(secret) }
}

function summarize(secret: FakeSecret): object {
  const { rotation } = secret
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    ...(secret.owningService !== undefined && { OwningService: secret.owningService }),
    ...(rotation !== undefined && {
      RotationEnabled: rotation.enabled,
      ...(rotation.functionArn !== '' && { RotationLambdaARN: rotation.functionArn }),
      RotationRules: { AutomaticallyAfterDays: rotation.days },
    }),
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    ...(secret.rotatedAt !== undefined && { LastRotatedDate: new Date(secret.rotatedAt) }),
    ...(secret.deletedAt !== undefined && { DeletedDate: new Date(secret.deletedAt) }),
    Tags: listTags(secret.tags),
  }
}

function readStages({ versions }: FakeSecret): Record<string, string[]> {
  const staged = [...versions].filter(([, { stages }]) => stages.length > 0)
  return Object.fromEntries(staged.map(([id, { stages }]) => [id, stages]))
}

export function listVersions(secret: FakeSecret, input: Input): object {
  const all = [...secret.versions]
    .filter(([, { stages }]) => stages.length > 0 || input.IncludeDeprecated === true)
    .map(([VersionId, version]) => ({
      VersionId,
      VersionStages: version.stages,
      CreatedDate: new Date(version.createdAt),
    }))
  const { items, next } = takePage(all, { token: input.NextToken, size: readSize(input.MaxResults, 100), refusal })
  return { ARN: secret.arn, Name: secret.name, Versions: items, NextToken: next }
}

const refusal = 'InvalidNextTokenException'

/** Values of filters are beginnings, but for tags, which have to be whole; `!` turns one round. */
const comparisons: Record<string, (secret: FakeSecret, value: string) => boolean> = {
  name: ({ name }, value) => name.startsWith(value),
  description: ({ description = '' }, value) => description.includes(value),
  'tag-key': ({ tags }, value) => Object.keys(tags).some((key) => key.startsWith(value)),
  'tag-value': ({ tags }, value) => Object.values(tags).some((each) => each.startsWith(value)),
  'owning-service': ({ owningService = '' }, value) => owningService.startsWith(value),
  all: ({ name, description = '', tags }, value) =>
    [name, description, ...Object.keys(tags), ...Object.values(tags)].some((text) => text.includes(value)),
}

export function listSecrets(account: FakeAccount, input: Input): object {
  const filters = (input.Filters ?? []) as { Key: string; Values: string[] }[]
  const all = [...account.secrets.values()]
    .filter(({ goneAt }) => goneAt === undefined || goneAt > account.now())
    .filter(({ deletedAt }) => deletedAt === undefined || input.IncludePlannedDeletion === true)
    .filter((secret) => filters.every((filter) => passes(secret, filter)))
  const { items, next } = takePage(all, { token: input.NextToken, size: readSize(input.MaxResults, 100), refusal })
  const SecretList = items.map((secret) => ({ ...summarize(secret), SecretVersionsToStages: readStages(secret) }))
  return { SecretList, NextToken: next }
}

function passes(secret: FakeSecret, { Key, Values }: { Key: string; Values: string[] }): boolean {
  const compare = comparisons[Key]
  if (compare === undefined) throw new FakeServiceError('InvalidParameterException', `Unknown filter ${Key}.`)
  return Values.some((value) => (value.startsWith('!') ? !compare(secret, value.slice(1)) : compare(secret, value)))
}
