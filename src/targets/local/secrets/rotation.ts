import { randomUUID } from 'node:crypto'
import { findStage, findVersion, type RotationRules, type SecretRecord } from './secret-record.ts'
import { ServiceError } from './service-error.ts'
import { moveStage } from './stage-rules.ts'
import type { SecretStore } from './store.ts'
import { addVersion } from './write-operations.ts'

/** The four steps of a rotation function, in order. */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const
export type RotationStep = (typeof STEPS)[number]

/** What Secrets Manager invokes a rotation function with. */
export interface RotationEvent {
  SecretId: string
  ClientRequestToken: string
  Step: RotationStep
}

/** Invokes the rotation function and waits for it. Rejects when the function failed. */
export type InvokeRotation = (secretArn: string, event: RotationEvent) => Promise<void>

export interface RotationRequest {
  secretId: string
  /** Becomes the new version's id. */
  token?: string | undefined
  lambdaArn?: string | undefined
  rules?: RotationRules | undefined
  /** False: only test the configuration with the step testSecret. Default true. */
  immediately?: boolean | undefined
}

/** What became of a rotation; told after its last step. */
export interface RotationOutcome {
  secretArn: string
  versionId: string
  /** Absent when it succeeded. */
  error?: unknown
}

export interface RotationOptions {
  store: SecretStore
  invokeRotation: InvokeRotation
  /** The function's ARN, as DescribeSecret shows it, unless RotateSecret names another. */
  lambdaArn: string
  now: () => Date
  onRotated?: ((outcome: RotationOutcome) => void) | undefined
}

/** Runs rotations in the background, one at a time for each secret, as RotateSecret does. */
export class Rotations {
  readonly #options: RotationOptions
  readonly #running = new Map<string, { token: string; done: Promise<void> }>()

  constructor(options: RotationOptions) {
    this.#options = options
  }

  /**
   * Announces a new version with AWSPENDING and lets the four steps run; returns before they have.
   * @throws ServiceError InvalidRequestException when an earlier rotation is not complete. That one is attempted again
   * then, as the service does.
   */
  async start(request: RotationRequest): Promise<{ arn: string; name: string; versionId: string }> {
    const token = request.token ?? randomUUID()
    const { arn, name, versions } = this.#options.store.find(request.secretId)
    // The same request once more, after its rotation has ended: nothing is left to do.
    const repeated = versions.find(({ id }) => id === token)
    if (repeated?.stages.includes('AWSCURRENT')) return { arn, name, versionId: token }
    const open = await this.#options.store.update(arn, (secret) => this.#announce(secret, token, request))
    if (open && open !== token) {
      this.#run(arn, open, STEPS)
      throw new ServiceError(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      )
    }
    this.#run(arn, token, request.immediately === false ? ['testSecret'] : STEPS)
    return { arn, name, versionId: token }
  }

  /**
   * Starts a rotation, or attempts one again that is not complete, whichever is due.
   * @returns the version that will be current at its end.
   */
  async startOrResume(secretId: string): Promise<{ newVersionId: string; resumed: boolean }> {
    const secret = this.#options.store.find(secretId)
    const open = findOpenRotation(secret)
    if (open) {
      this.#run(secret.arn, open, STEPS)
      return { newVersionId: open, resumed: true }
    }
    const { versionId } = await this.start({ secretId })
    return { newVersionId: versionId, resumed: false }
  }

  /** Resolves when no rotation is at work. */
  async settle(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  /** @returns the version of a rotation that is not complete; nothing is changed then. */
  #announce(secret: SecretRecord, token: string, request: RotationRequest): string | undefined {
    const open = findOpenRotation(secret)
    if (open) return open
    if (findVersion(secret, token)) {
      throw new ServiceError('ResourceExistsException', `A version of the secret has the id ${token} already.`)
    }
    const now = this.#options.now()
    const rules = request.rules ?? secret.rotation?.rules
    const lambdaArn = request.lambdaArn ?? secret.rotation?.lambdaArn ?? this.#options.lambdaArn
    secret.rotation = { lambdaArn, ...(rules ? { rules } : {}) }
    secret.changedAt = now.toISOString()
    if (request.immediately !== false) {
      moveStage(secret, 'AWSPENDING', addVersion(secret, token, now))
    }
    return undefined
  }

  /**
   * Runs the steps after those that are at work for the same secret: AWSCURRENT has moved before the last step's
   * bookkeeping is done, and the next rotation may be asked for in between.
   */
  #run(arn: string, token: string, steps: readonly RotationStep[]): void {
    const previous = this.#running.get(arn)
    if (previous?.token === token) return
    const done = (previous?.done ?? Promise.resolve())
      .then(() => this.#takeSteps(arn, token, steps))
      .then(
        () => this.#options.onRotated?.({ secretArn: arn, versionId: token }),
        (error: unknown) => this.#options.onRotated?.({ secretArn: arn, versionId: token, error }),
      )
      .finally(() => {
        if (this.#running.get(arn)?.token === token) this.#running.delete(arn)
      })
    this.#running.set(arn, { token, done })
  }

  async #takeSteps(arn: string, token: string, steps: readonly RotationStep[]): Promise<void> {
    for (const Step of steps) {
      await this.#options.invokeRotation(arn, { SecretId: arn, ClientRequestToken: token, Step })
    }
    if (!steps.includes('finishSecret')) return
    await this.#options.store.update(arn, (secret) => {
      if (findStage(secret, 'AWSCURRENT')?.id !== token) {
        throw new Error('The rotation function finished without moving AWSCURRENT to the new version.')
      }
      secret.rotatedAt = this.#options.now().toISOString()
    })
  }
}

/** A rotation is open while AWSPENDING is on a version that is not the current one (RotateSecret's API reference). */
function findOpenRotation(secret: SecretRecord): string | undefined {
  const pending = findStage(secret, 'AWSPENDING')
  return pending && !pending.stages.includes('AWSCURRENT') ? pending.id : undefined
}
