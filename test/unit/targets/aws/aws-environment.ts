import { type AwsEnvironment, openAwsEnvironment } from '../../../../src/targets/aws/environment.ts'

/** An environment as commands open it, with what a test is about put over it. */
export function makeEnvironment(changes: Partial<Pick<AwsEnvironment, 'profile' | 'region' | 'account'>> = {}) {
  return openAwsEnvironment('dev', false, { region: 'eu-west-1', profile: '', account: '', ...changes })
}
