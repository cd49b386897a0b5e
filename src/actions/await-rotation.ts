import { Interrupted, UserError } from '../errors.ts'
import type { SecretVersions, Target } from '../targets/target.ts'
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

/**
 * Waits until AWSCURRENT is on the new version, as one does with DescribeSecret after RotateSecret. A look at the
 * versions that fails is repeated: the rotation goes on without us.
 * @throws UserError RotationTimedOut; Interrupted when the signal is aborted.
 */
export async function awaitRotation(target: Target, newVersionId: string, parts: AwaitRotationParts): Promise<void> {
  const { timings, signal, now, wait, progress } = parts
  const limit = now() + timings.rotationLimitMs
  let trouble: unknown
  for (let pause = timings.pollMs; ; pause = lengthenPause(pause)) {
    try {
      const versions = await target.secretVersions()
      if (findCurrent(versions) === newVersionId) return
      progress(describeStages(versions, newVersionId))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      trouble = error
      progress(error.message)
    }
    if (signal.aborted) throw interrupted(newVersionId)
    if (now() > limit) throw timedOut(target, newVersionId, timings, trouble)
    await wait(pause, signal)
  }
}

function findCurrent({ versions }: SecretVersions): string | undefined {
  return versions.find((version) => version.stages.includes('AWSCURRENT'))?.versionId
}

function describeStages({ versions }: SecretVersions, newVersionId: string): string {
  const stages = versions.find((version) => version.versionId === newVersionId)?.stages ?? []
  return stages.length === 0 ? 'the new version is not there yet' : `the new version is ${stages.join(', ')}`
}

function interrupted(newVersionId: string): Interrupted {
  return new Interrupted(`Interrupted; the rotation to version ${newVersionId} goes on without this program.`)
}

function timedOut(target: Target, newVersionId: string, timings: RotationTimings, cause: unknown): UserError {
  const seconds = Math.round(timings.rotationLimitMs / 1000)
  return new UserError({
    name: 'RotationTimedOut',
    message: `After ${seconds} s the secret's AWSCURRENT has not moved to version ${newVersionId}.`,
    nextSteps: [
      'Read the log of the rotation function: it says which of the four steps failed, and each may be repeated.',
      writeCommand(target, 'status'),
      writeCommand(target, 'rotate-secret'),
    ],
    cause,
  })
}
