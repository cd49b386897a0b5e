import type { AwsSettings } from '../../settings/settings.ts'
import { AwsClients } from './clients.ts'

/** One environment on AWS: which stack it is and how to reach it. What all parts of the target work with. */
export interface AwsEnvironment {
  name: string
  stackName: string
  region: string
  /** Empty: the SDK's own search. */
  profile: string
  /** Account that it belongs to; empty until it is first deployed. */
  account: string
  clients: AwsClients
  /** A command for this environment as it can be typed: `destroy` becomes `rds-proxy-webhook destroy --env dev`. */
  command(words: string): string
}

/** @param isDefault whether commands find it without `--env` */
export function openAwsEnvironment(
  name: string,
  isDefault: boolean,
  { region, profile, account }: Pick<AwsSettings, 'region' | 'profile' | 'account'>,
): AwsEnvironment {
  return {
    name,
    stackName: `rds-proxy-webhook-${name}`,
    region,
    profile,
    account,
    clients: new AwsClients({ region, profile }),
    command: (words) => `rds-proxy-webhook ${words}${isDefault ? '' : ` --env ${name}`}`,
  }
}
