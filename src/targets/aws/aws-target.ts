import type { QueryAnswer, QueryRequest } from '../../../handler/contract.ts'
import { Fault } from '../../errors.ts'
import type { ResolvedSettings } from '../../settings/resolve.ts'
import type { AwsSettings, EnvironmentSettings } from '../../settings/settings.ts'
import type {
  Cancellation,
  DeployContext,
  Deployment,
  DestroyOptions,
  SecretVersions,
  StartedRotation,
  StatusOptions,
  Target,
  WorkContext,
} from '../target.ts'
import type { Destruction, Loss } from '../target-destruction.ts'
import type { Plan } from '../target-plan.ts'
import type { EnvironmentStatus } from '../target-status.ts'
import { describeAwsError } from './aws-errors/describe-aws-error.ts'
import { type AwsEnvironment, openAwsEnvironment } from './environment.ts'

export interface AwsOptions {
  environment: string
  isDefault: boolean
  /** What the file, flags and variables say: where it is, and what is deployed unless a deploy says otherwise. */
  settings: AwsSettings
}

/**
 * The environment as a CloudFormation stack in an AWS account. Each operation is loaded when it is wanted, and what
 * AWS refuses becomes a UserError here, at the boundary.
 */
export class AwsTarget implements Target {
  readonly kind = 'aws' as const
  readonly environment: string
  readonly isDefault: boolean
  readonly #settings: AwsSettings
  readonly #env: AwsEnvironment

  constructor({ environment, isDefault, settings }: AwsOptions) {
    this.environment = environment
    this.isDefault = isDefault
    this.#settings = settings
    this.#env = openAwsEnvironment(environment, isDefault, settings)
  }

  plan(settings: EnvironmentSettings, context: WorkContext): Promise<Plan> {
    return this.#reach(async () => (await import('./plan.ts')).planAws(this.#env, expectAws(settings), context))
  }

  policy(settings: EnvironmentSettings): Promise<object[]> {
    return this.#reach(async () => (await import('./policy/plan-policy.ts')).planPolicy(this.#env, expectAws(settings)))
  }

  prepareDeploy(resolved: ResolvedSettings, context: WorkContext): Promise<ResolvedSettings> {
    return this.#reach(async () => (await import('./prepare-deploy.ts')).prepareDeploy(this.#env, resolved, context))
  }

  deploy(resolved: ResolvedSettings, context: DeployContext): Promise<Deployment> {
    const env = { ...this.#env, account: expectAws(resolved.settings).account }
    return this.#reach(async () => (await import('./deploy.ts')).deployAws(env, resolved, context))
  }

  cancel(context: WorkContext): Promise<Cancellation> {
    return this.#reach(async () => (await import('./cancel.ts')).cancelAws(this.#env, context))
  }

  watch(context: WorkContext): Promise<void> {
    return this.#reach(async () => (await import('./watch.ts')).watchAws(this.#env, context))
  }

  status(options?: StatusOptions): Promise<EnvironmentStatus> {
    return this.#reach(async () => {
      const { readStatus } = await import('./operate/status/read-status.ts')
      return readStatus(this.#env, this.#settings, options)
    })
  }

  url(): Promise<string> {
    return this.#reach(async () => (await import('./operate/url.ts')).readUrl(this.#env))
  }

  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>> {
    return this.#reach(async () => (await import('./operate/query.ts')).queryAws(this.#env, request))
  }

  startRotation(): Promise<StartedRotation> {
    return this.#reach(async () => (await import('./operate/rotation.ts')).startRotationAws(this.#env))
  }

  secretVersions(): Promise<SecretVersions> {
    return this.#reach(async () => (await import('./operate/rotation.ts')).readSecretVersions(this.#env))
  }

  explainRotation(since: Date): Promise<string | undefined> {
    return this.#reach(async () => {
      const { explainRotationAws } = await import('./operate/rotation.ts')
      return explainRotationAws(this.#env, since.getTime())
    })
  }

  loss(): Promise<Loss> {
    return this.#reach(async () => (await import('./destroy/describe-loss.ts')).describeLoss(this.#env))
  }

  destroy(context: WorkContext, options?: DestroyOptions): Promise<Destruction> {
    return this.#reach(async () => (await import('./destroy/destroy.ts')).destroyAws(this.#env, context, options))
  }

  async #reach<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw describeAwsError(error, this.#env)
    }
  }
}

function expectAws(settings: EnvironmentSettings): AwsSettings {
  if (settings.target !== 'aws') throw new Fault(`The AWS target was given settings for ${settings.target}.`)
  return settings
}
