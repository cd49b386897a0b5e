import { Fault, UserError } from '../../errors.ts'
import type { AwsSettings, EnvironmentSettings } from '../../settings/settings.ts'
import type { Plan, Target, WorkContext } from '../target.ts'
import { type AwsEnvironment, openAwsEnvironment } from './environment.ts'
import { planAws } from './plan.ts'

/**
 * An environment on AWS. This version plans it, without an account; everything that would need one says so and
 * touches nothing.
 */
export class AwsTarget implements Target {
  readonly kind = 'aws'
  readonly environment: string
  readonly isDefault: boolean

  readonly #env: AwsEnvironment

  constructor({
    environment,
    isDefault,
    settings,
  }: { environment: string; isDefault: boolean; settings: AwsSettings }) {
    this.environment = environment
    this.isDefault = isDefault
    this.#env = openAwsEnvironment(environment, isDefault, settings)
  }

  async plan(settings: EnvironmentSettings, context: WorkContext): Promise<Plan> {
    if (settings.target !== 'aws') throw new Fault(`The AWS target was given settings for ${settings.target}.`)
    return planAws(this.#env, settings, context)
  }

  prepareDeploy = () => this.refuse('deploy')
  deploy = () => this.refuse('deploy')
  status = () => this.refuse('show the status of')
  url = () => this.refuse('reach')
  query = () => this.refuse('read the rows of')
  startRotation = () => this.refuse('rotate the secret of')
  secretVersions = () => this.refuse('read the secret of')
  loss = () => this.refuse('destroy')
  destroy = () => this.refuse('destroy')

  private async refuse(what: string): Promise<never> {
    throw new UserError({
      name: 'AwsNotSupportedYet',
      message: `This version cannot ${what} environment ${this.environment} on AWS yet; it plans the stack only, and has made nothing there.`,
      nextSteps: [
        `rds-proxy-webhook plan --target aws --env ${this.environment}`,
        'rds-proxy-webhook init --target local',
      ],
    })
  }
}
