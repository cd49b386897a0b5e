import type { QueryAnswer, QueryRequest } from '../../handler/contract.ts'
import type { Emit } from '../events.ts'
import type { ResolvedSettings } from '../settings/resolve.ts'
import type { EnvironmentSettings, TargetKind } from '../settings/settings.ts'
import type { Destruction, Loss } from './target-destruction.ts'
import type { Plan } from './target-plan.ts'
import type { EnvironmentStatus } from './target-status.ts'

export type { ExplainedStatement, PinAdvice, PinnedStatement, TargetHealth } from './local/proxy/index.ts'

/** One environment on one target: what every command works with, whether it runs on AWS or on this computer. */
export interface Target {
  readonly kind: TargetKind
  readonly environment: string
  /** True when commands find it without `--env`; next steps are shorter then. */
  readonly isDefault?: boolean

  /** What `deploy` would make, and what it would change of an environment that exists. Reads only. */
  plan(settings: EnvironmentSettings, context: WorkContext): Promise<Plan>

  /**
   * The smallest permissions that commands need with these settings, as policy documents of IAM: several where one
   * would be too long. Asks nobody. Absent: none are needed.
   */
  policy?(settings: EnvironmentSettings): Promise<object[]>

  /**
   * Called before `init` writes anything: throws what makes a deploy impossible from the outset, and returns the
   * settings with what only the target can find out (the account). Absent: there is nothing to check or to add.
   */
  prepareDeploy?(resolved: ResolvedSettings, context: WorkContext): Promise<ResolvedSettings>

  /** Makes the environment as the settings say; nothing to change is no error. Data is kept. */
  deploy(resolved: ResolvedSettings, context: DeployContext): Promise<Deployment>

  /**
   * Ends a deploy that is under way elsewhere: an update is taken back, a first deploy is deleted. Absent: a deploy
   * cannot outlive its command. @throws UserError when nothing is under way
   */
  cancel?(context: WorkContext): Promise<Cancellation>

  /** Follows a change that is under way until it ends; returns at once when there is none. Absent: as for `cancel`. */
  watch?(context: WorkContext): Promise<void>

  /** Never throws for an environment that is stopped or missing: that is one of the answers. */
  status(options?: StatusOptions): Promise<EnvironmentStatus>

  /**
   * Base URL of the HTTP API, without a trailing slash.
   * @throws UserError (exit code 3) when the environment does not run.
   */
  url(): Promise<string>

  /** Invokes the read-only query function. @throws UserError when the environment does not run or the query fails. */
  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>>

  /** Asks the secret's store for a rotation and returns at once, as Secrets Manager's RotateSecret does. */
  startRotation(): Promise<StartedRotation>

  /** Versions of the secret, the one with AWSCURRENT first. No secret values. */
  secretVersions(): Promise<SecretVersions>

  /**
   * Why a rotation that was asked for since then did not end, without the end of a sentence; undefined when nothing
   * is known of it. Absent: nobody can be asked.
   */
  explainRotation?(since: Date): Promise<string | undefined>

  /** What `destroy` would delete. Reads only. */
  loss(): Promise<Loss>

  /** Deletes everything and checks that it is gone. What could not be deleted is in the result, not thrown. */
  destroy(context: WorkContext, options?: DestroyOptions): Promise<Destruction>
}

export interface WorkContext {
  emit: Emit
  /** Aborted on Ctrl-C: stop at the next safe point and throw Interrupted. */
  signal: AbortSignal
}

/** What a deploy needs beside a WorkContext: somebody who agrees to what it is about to do. */
export interface DeployContext extends WorkContext {
  /** Called once all is known and nothing is changed yet; throws Declined (or InputNeeded) when it must not go on. */
  approve: (change: Plan) => Promise<void>
}

export interface StatusOptions {
  /** Ask whether somebody changed the resources beside this program (takes a minute on AWS). */
  drift?: boolean
}

export interface DestroyOptions {
  /** Lift the deletion protection of the database first. */
  removeProtection?: boolean
  /** Delete what the environment's own delete leaves behind. */
  sweep?: boolean
  /** Keep the database's final snapshot. */
  keepSnapshot?: boolean
}

export interface Cancellation {
  environment: string
  target: TargetKind
  /** `taken-back`: an update was rolled back; `deleted`: a first deploy that never finished is gone. */
  outcome: 'taken-back' | 'deleted'
  durationMs: number
}

export interface Deployment {
  environment: string
  target: TargetKind
  url: string
  /** `unchanged`: it ran already with these settings. */
  outcome: 'created' | 'started' | 'updated' | 'unchanged'
  durationMs: number
}

/** A rotation that was asked for. */
export interface StartedRotation {
  /** Version that will be current; absent when the store does not say (a password that RDS manages). */
  newVersionId?: string
  /** `token`: clients sign tokens and never see the password, so there is no login to try it with. */
  clientsUse: 'password' | 'token'
}

export interface SecretVersions {
  arn: string
  versions: { versionId: string; stages: string[]; createdAt: string }[]
  /** Of a password that RDS manages: `rotating` until both RDS and the database have it. */
  state?: 'active' | 'rotating' | 'impaired'
}
