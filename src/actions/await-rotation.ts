import { Interrupted, UserError } from '../errors.ts'
import type { SecretVersions, StartedRotation, Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import { lengthenPause, type RotationTimings } from './rotation-timings.ts'
import type { Now, Wait } from './wait.ts'

export interface AwaitRotationParts {
  timings: RotationTimings
  signal: AbortSignal
  now: Now
  wait: Wait
  /** Told what was seen last, in a few words. */
  progress: (detail: string) => void
}

/**
 * Version of the secret that clients are to log in with.
 * @throws UserError when the secret has none.
 */
export async function readCurrentVersion(target: Target): Promise<string> {
  const versionId = findCurrent(await target.secretVersions())
  if (versionId) return versionId
  throw new UserError({
    name: 'NoCurrentVersion',
    message: 'The secret has no version with the stage AWSCURRENT, so there is nothing to rotate.',
    nextSteps: [writeCommand(target, 'status'), writeCommand(target, 'deploy')],
  })
}

/** What a rotation began with. */
export interface BegunRotation extends StartedRotation {
  versionBefore: string
  /** By this computer's clock. */
  askedAt: Date
}

/**
 * Waits until AWSCURRENT is on the new version, as one does with DescribeSecret after RotateSecret; of a password that
 * RDS manages, until RDS has it too. A look at the versions that fails is repeated: the rotation goes on without us.
 * @returns the version that is current now
 * @throws UserError RotationTimedOut or RotationImpaired; Interrupted when the signal is aborted.
 */
export async function awaitRotation(target: Target, begun: BegunRotation, parts: AwaitRotationParts): Promise<string> {
  const { timings, signal, now, wait, progress } = parts
  const limit = now() + timings.rotationLimitMs
  let seenRotating = false
  let trouble: unknown
  for (let pause = timings.pollMs; ; pause = lengthenPause(pause)) {
    try {
      const versions = await target.secretVersions()
      seenRotating ||= versions.state === 'rotating'
      const current = findRotated(versions, begun, seenRotating)
      if (current !== undefined) return current
      if (versions.state === 'impaired') throw impaired(target, versions)
      progress(describeStages(versions, begun))
    } catch (error) {
      if (!(error instanceof UserError) || error.name === IMPAIRED) throw error
      trouble = error
      progress(error.message)
    }
    if (signal.aborted) throw interrupted(begun)
    if (now() > limit) throw await timedOut(target, begun, timings, trouble)
    await wait(pause, signal)
  }
}

/** The current version once the rotation is over. A password that RDS manages may keep its version's id. */
function findRotated(versions: SecretVersions, begun: BegunRotation, seenRotating: boolean): string | undefined {
  const current = findCurrent(versions)
  if (begun.newVersionId !== undefined) return current === begun.newVersionId ? current : undefined
  if (current === undefined || (versions.state ?? 'active') !== 'active') return undefined
  return seenRotating || current !== begun.versionBefore ? current : undefined
}

function findCurrent({ versions }: SecretVersions): string | undefined {
  return versions.find((version) => version.stages.includes('AWSCURRENT'))?.versionId
}

function describeStages({ versions, state }: SecretVersions, { newVersionId }: BegunRotation): string {
  if (newVersionId === undefined) return state === 'rotating' ? 'RDS changes the password' : 'RDS has not begun yet'
  const stages = versions.find((version) => version.versionId === newVersionId)?.stages ?? []
  return stages.length === 0 ? 'the new version is not there yet' : `the new version is ${stages.join(', ')}`
}

function interrupted({ newVersionId }: BegunRotation): Interrupted {
  const rotation = newVersionId === undefined ? 'the rotation' : `the rotation to version ${newVersionId}`
  return new Interrupted(`Interrupted; ${rotation} goes on without this program.`)
}

const IMPAIRED = 'RotationImpaired'

function impaired(target: Target, { arn }: SecretVersions): UserError {
  return new UserError({
    name: IMPAIRED,
    message: 'RDS cannot rotate the password that it manages: it says that the secret is impaired.',
    nextSteps: [
      `See that RDS may still use the secret ${arn} and the key that encrypts it.`,
      writeCommand(target, 'rotate-secret'),
    ],
  })
}

async function timedOut(
  target: Target,
  begun: BegunRotation,
  timings: RotationTimings,
  cause: unknown,
): Promise<UserError> {
  const seconds = Math.round(timings.rotationLimitMs / 1000)
  const reason = await explain(target, begun.askedAt)
  const waited =
    begun.newVersionId === undefined
      ? `RDS has not changed the password within ${seconds} s`
      : `After ${seconds} s the secret's AWSCURRENT has not moved to version ${begun.newVersionId}`
  const readLog =
    'Read the log of the rotation function: it says which of the four steps failed, and each may be repeated.'
  const [first, ...others] = [writeCommand(target, 'status'), writeCommand(target, 'rotate-secret')] as const
  return new UserError({
    name: 'RotationTimedOut',
    message: reason === undefined ? `${waited}.` : `${waited}: ${endSentence(reason)}`,
    nextSteps: begun.newVersionId === undefined ? [first, ...others] : [readLog, first, ...others],
    cause,
  })
}

/** The news is that the rotation did not end: a log that cannot be read must not hide it. */
async function explain(target: Target, since: Date): Promise<string | undefined> {
  try {
    return await target.explainRotation?.(since)
  } catch (error) {
    return `its log could not be read (${error instanceof Error ? error.message : String(error)})`
  }
}

function endSentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
