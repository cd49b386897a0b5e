import type { CodeLocation, SynthesizedStack } from '../../../stack/app.ts'
import { UserError } from '../../errors.ts'
import type { AwsSettings } from '../../settings/settings.ts'

export interface SynthesisOptions {
  /** Where the functions' bundles lie; absent in a dry run: the template then asks for it by parameters. */
  code?: CodeLocation
  /** The zones that an existing stack was made with. Absent: the stack's own choice. */
  availabilityZoneIds?: readonly [string, string]
}

/**
 * Makes the environment's CloudFormation template in this process, without credentials and without a network call.
 * The CDK is loaded here and nowhere else, because it takes a quarter of a second.
 * @throws UserError for settings that AWS would refuse only after minutes.
 */
export async function synthesizeStack(
  environment: string,
  settings: AwsSettings,
  options: SynthesisOptions = {},
): Promise<SynthesizedStack> {
  refuseTokensWithoutTls(environment, settings)
  const { synthesize } = await import('../../../stack/app.ts')
  return synthesize({ environment, settings, ...options })
}

/** RDS Proxy accepts IAM tokens over TLS only: they could be read and used by others otherwise. */
function refuseTokensWithoutTls(environment: string, { clientAuth, proxy }: AwsSettings) {
  if (clientAuth !== 'iam' || proxy.requireTls) return
  throw new UserError({
    name: 'IamNeedsTls',
    message: `Environment ${environment} logs in to the proxy with IAM tokens, which RDS Proxy accepts over TLS only.`,
    nextSteps: [
      `rds-proxy-webhook plan --target aws --env ${environment} --require-tls`,
      `rds-proxy-webhook plan --target aws --env ${environment} --client-auth secret`,
    ],
  })
}
