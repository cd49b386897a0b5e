import type { Identity } from '../identities.ts'
import { makeIdentity } from '../identities.ts'
import { createQueryService } from '../protocols/query.ts'
import { type FakeService, FakeServiceError } from '../service.ts'

/**
 * Who am I, and assuming a role. The temporary access keys of an assumed role are good for further calls.
 *
 * @param identities by access key; assumed roles are added to it
 */
export function createSts(identities: Record<string, Identity>): FakeService {
  return createQueryService('sts', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentity(_, { request }) {
      const { arn, accountId } = find(identities, request.accessKeyId)
      return { Arn: arn, UserId: `AIDA${request.accessKeyId.slice(-12)}`, Account: accountId }
    },

    AssumeRole({ RoleArn, RoleSessionName }, { account }) {
      const assumed = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(String(RoleArn))
      if (assumed === null) throw new FakeServiceError('ValidationError', `${RoleArn} is invalid`)
      const arn = `arn:aws:sts::${assumed[1]}:assumed-role/${assumed[2]}/${RoleSessionName}`
      const accessKeyId = `ASIAFAKE${String(Object.keys(identities).length).padStart(8, '0')}`
      identities[accessKeyId] = makeIdentity(arn)
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: 'fake-secret-of-a-session',
          SessionToken: 'fake-session-token',
          Expiration: new Date(account.now() + 3_600_000),
        },
        AssumedRoleUser: { AssumedRoleId: `AROAFAKE:${RoleSessionName}`, Arn: arn },
      }
    },
  })
}

function find(identities: Record<string, Identity>, accessKeyId: string): Identity {
  const identity = identities[accessKeyId]
  if (identity === undefined) throw new FakeServiceError('InvalidClientTokenId', 'Unknown access key.', 403)
  return identity
}
