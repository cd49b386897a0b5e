import { makePassword } from './random-password.ts'
import type { InputFields } from './read-input.ts'
import { findStage, findVersion, type SecretRecord, type SecretVersion } from './secret-record.ts'
import { ServiceError } from './service-error.ts'
import type { SecretStore } from './store.ts'

const DEFAULT_PAGE = 100

/** GetSecretValue: by version id, by label, by both when they agree; AWSCURRENT when neither is given. */
export function getSecretValue(store: SecretStore, input: InputFields): object {
  const secret = store.find(input.required('SecretId'))
  const version = chooseVersion(secret, input.string('VersionId'), input.string('VersionStage'))
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...writeContent(version),
    ...(version.stages.length > 0 ? { VersionStages: version.stages } : {}),
    CreatedDate: toSeconds(version.createdAt),
  }
}

function chooseVersion(secret: SecretRecord, id: string | undefined, stage: string | undefined): SecretVersion {
  const label = stage ?? (id === undefined ? 'AWSCURRENT' : undefined)
  const version = id === undefined ? findStage(secret, label ?? '') : findVersion(secret, id)
  if (version && label !== undefined && !version.stages.includes(label)) {
    throw new ServiceError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    )
  }
  // A version that a rotation has announced has no value yet.
  if (version?.content) return version
  const wanted = id === undefined ? `staging label: ${label}` : `VersionId: ${id}`
  throw new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${wanted}`,
  )
}

function writeContent({ content }: SecretVersion): object {
  if (!content) return {}
  return 'string' in content ? { SecretString: content.string } : { SecretBinary: content.binary }
}

/** DescribeSecret: everything but the values. Versions without a label are left out, as the service does. */
export function describeSecret(store: SecretStore, input: InputFields): object {
  const secret = store.find(input.required('SecretId'))
  const labelled = secret.versions.filter((version) => version.stages.length > 0)
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    RotationEnabled: secret.rotation !== undefined,
    ...(secret.rotation ? { RotationLambdaARN: secret.rotation.lambdaArn } : {}),
    ...(secret.rotation?.rules ? { RotationRules: secret.rotation.rules } : {}),
    ...(secret.rotatedAt === undefined ? {} : { LastRotatedDate: toSeconds(secret.rotatedAt) }),
    LastChangedDate: toSeconds(secret.changedAt),
    CreatedDate: toSeconds(secret.createdAt),
    Tags: [],
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, stages }) => [id, stages])),
  }
}

/** ListSecretVersionIds, in pages of at most 100 versions; without deprecated ones unless they are asked for. */
export function listSecretVersionIds(store: SecretStore, input: InputFields): object {
  const secret = store.find(input.required('SecretId'))
  const deprecated = input.boolean('IncludeDeprecated') ?? false
  const versions = secret.versions.filter((version) => deprecated || version.stages.length > 0)
  const start = readPageStart(input.string('NextToken'))
  const size = Math.min(input.number('MaxResults') ?? DEFAULT_PAGE, DEFAULT_PAGE)
  const end = start + Math.max(1, size)
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: versions.slice(start, end).map(({ id, stages, createdAt }) => ({
      VersionId: id,
      ...(stages.length > 0 ? { VersionStages: stages } : {}),
      CreatedDate: toSeconds(createdAt),
    })),
    ...(end < versions.length ? { NextToken: String(end) } : {}),
  }
}

function readPageStart(token: string | undefined): number {
  if (token === undefined) return 0
  if (/^\d{1,9}$/.test(token)) return Number(token)
  throw new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.')
}

export function getRandomPassword(input: InputFields): object {
  return {
    RandomPassword: makePassword({
      PasswordLength: input.number('PasswordLength'),
      ExcludeCharacters: input.string('ExcludeCharacters'),
      ExcludeNumbers: input.boolean('ExcludeNumbers'),
      ExcludePunctuation: input.boolean('ExcludePunctuation'),
      ExcludeUppercase: input.boolean('ExcludeUppercase'),
      ExcludeLowercase: input.boolean('ExcludeLowercase'),
      IncludeSpace: input.boolean('IncludeSpace'),
      RequireEachIncludedType: input.boolean('RequireEachIncludedType'),
    }),
  }
}

/** The JSON protocol writes times as seconds since the epoch, with a fraction. */
function toSeconds(iso: string): number {
  return Date.parse(iso) / 1000
}
