import type { SecretVersions } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'

type Version = SecretVersions['versions'][number]

/**
 * All versions of a secret, those without a stage too: AWSCURRENT first, then the newest.
 * @throws the SDK's errors
 */
export async function listVersions(env: AwsEnvironment, secretArn: string): Promise<Version[]> {
  const { ListSecretVersionIdsCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  const versions: Version[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new ListSecretVersionIdsCommand({
        SecretId: secretArn,
        IncludeDeprecated: true,
        MaxResults: 100,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    for (const { VersionId = '', VersionStages = [], CreatedDate } of page.Versions ?? []) {
      versions.push({
        versionId: VersionId,
        stages: VersionStages,
        createdAt: (CreatedDate ?? new Date(0)).toISOString(),
      })
    }
    token = page.NextToken
  } while (token !== undefined)
  return sortVersions(versions)
}

/** AWSCURRENT first, then the newest. */
export function sortVersions(versions: readonly Version[]): Version[] {
  const rank = ({ stages }: Version) => (stages.includes('AWSCURRENT') ? 0 : 1)
  return [...versions].sort((a, b) => rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt))
}
