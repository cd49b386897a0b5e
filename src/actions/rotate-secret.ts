import { randomUUID } from 'node:crypto'
import { Interrupted, UserError } from '../errors.ts'
import { type Emit, runStep, type Step } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { awaitRotation, type BegunRotation, readCurrentVersion } from './await-rotation.ts'
import type { LoadTally } from './load-tally.ts'
import { prepareRequest } from './prepare-request.ts'
import { countRecorded } from './recorded-rows.ts'
import { RotationLoad } from './rotation-load.ts'
import { proveLogins, type RotationProof } from './rotation-proof.ts'
import { describeRotation, type LoadEvidence, type RotationResult } from './rotation-result.ts'
import { proveRow } from './rotation-row.ts'
import { DEFAULT_TIMINGS, type RotationTimings } from './rotation-timings.ts'
import { monotonicNow, type Now, type Wait, waitFor } from './wait.ts'
import { warmUp } from './warm-up.ts'

export interface RotateOptions {
  /** Send requests to the URL all the while, to see whether any fails. */
  load: boolean
  /** Requests in flight at once; default 4. */
  concurrency?: number
}

export interface RotateContext {
  emit: Emit
  signal: AbortSignal
  now?: Now
  wait?: Wait
  timings?: Partial<RotationTimings>
}

const STEPS = {
  load: { id: 'load', title: 'Send requests all the while' },
  rotate: { id: 'rotate', title: 'Rotate the password' },
  prove: { id: 'prove', title: 'Prove that the new password is in use' },
  check: { id: 'check', title: 'Read back what was answered with 201' },
} satisfies Record<string, Step>

/**
 * Rotates the database password while requests go on, and proves it: the old password is refused, the new one
 * accepted, no request failed and every row that was promised is there. Where clients sign tokens and never see the
 * password, a request that is recorded afterwards takes the place of the logins. What is not so is told by the result.
 * @throws UserError when the rotation cannot begin or does not end (RotationTimedOut, RotationImpaired); Interrupted
 *   when the signal is aborted, in which case a rotation that has begun goes on without this program.
 */
export async function rotateSecret(
  target: Target,
  options: RotateOptions,
  context: RotateContext,
): Promise<RotationResult> {
  const rotation = new Rotation(target, options, context)
  return rotation.run()
}

class Rotation {
  readonly #target: Target
  readonly #options: RotateOptions
  readonly #parts: Required<RotateContext> & { timings: RotationTimings }
  readonly #loadPath = `/rotate-secret/${randomUUID()}`

  constructor(target: Target, options: RotateOptions, context: RotateContext) {
    this.#target = target
    this.#options = options
    const timings = { ...DEFAULT_TIMINGS, ...context.timings }
    this.#parts = { now: monotonicNow, wait: waitFor, ...context, timings }
  }

  async run(): Promise<RotationResult> {
    const { load: withLoad } = this.#options
    const { load, rotate, prove, check } = STEPS
    this.#parts.emit('steps-announced', { steps: withLoad ? [load, rotate, prove, check] : [rotate, prove] })
    const versionBefore = await readCurrentVersion(this.#target)
    return withLoad ? this.#runUnderLoad(versionBefore) : this.#finish(await this.#rotateAndProve(versionBefore))
  }

  async #runUnderLoad(versionBefore: string): Promise<RotationResult> {
    const load = await this.#startLoad()
    try {
      const evidence = await this.#rotateAndProve(versionBefore, load)
      return this.#finish({ ...evidence, load: await this.#checkLoad(load) })
    } finally {
      await load.stop()
    }
  }

  async #startLoad(): Promise<RotationLoad> {
    const data = Buffer.from(JSON.stringify({ sentBy: 'rds-proxy-webhook rotate-secret' }))
    const { request, baseUrl } = await prepareRequest(this.#target, { path: this.#loadPath, data })
    const parts = { ...this.#parts, baseUrl, request, concurrency: this.#options.concurrency ?? 4 }
    await runStep(this.#parts.emit, STEPS.load.id, () => warmUp(this.#target, parts))
    return new RotationLoad(parts)
  }

  async #rotateAndProve(versionBefore: string, load?: RotationLoad) {
    const { emit, now, wait, signal, timings } = this.#parts
    const started = now()
    const { begun, versionAfter } = await runStep(emit, STEPS.rotate.id, async (progress) => {
      const begun = { versionBefore, askedAt: new Date(), ...(await this.#target.startRotation()) }
      return { begun, versionAfter: await awaitRotation(this.#target, begun, { ...this.#parts, progress }) }
    })
    const durationMs = now() - started
    if (load) await wait(timings.tailMs, signal)
    const proof = await runStep(emit, STEPS.prove.id, () => this.#prove(begun, versionAfter), summarize)
    if (signal.aborted) throw new Interrupted(`Interrupted; the secret was rotated to version ${versionAfter}.`)
    return { versionBefore, versionAfter, durationMs, proof }
  }

  #prove({ clientsUse, versionBefore }: BegunRotation, versionAfter: string): Promise<RotationProof> {
    const versions = { before: versionBefore, after: versionAfter }
    if (clientsUse === 'password') return proveLogins(this.#target, versions, this.#parts)
    return proveRow(this.#target, `${this.#loadPath}/afterwards`, this.#parts)
  }

  async #checkLoad(load: RotationLoad): Promise<LoadEvidence> {
    const { tally, longestGapMs, successes } = await load.stop()
    const figures = tally.figures()
    return { path: this.#loadPath, figures, longestGapMs, successes, ...(await this.#readBack(tally)) }
  }

  /** The rotation is over: rows that cannot be read back now make the proof incomplete, and no error of it. */
  async #readBack({ ids }: LoadTally): Promise<Pick<LoadEvidence, 'rowsRecorded' | 'unread'>> {
    const read = () => countRecorded(this.#target, ids, this.#loadPath)
    try {
      return { rowsRecorded: await runStep(this.#parts.emit, STEPS.check.id, read, (count) => `${count} rows`) }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return { unread: error.message }
    }
  }

  #finish(evidence: Parameters<typeof describeRotation>[1]): RotationResult {
    return describeRotation(this.#target, evidence)
  }
}

function summarize(proof: RotationProof): string {
  if (proof.clientsUse === 'token') return `a request after it is ${proof.row.outcome}`
  return `old password ${proof.old.outcome}, new password ${proof.new.outcome}`
}
