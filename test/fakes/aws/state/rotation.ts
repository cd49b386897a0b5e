import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import { runFunction } from './function-run.ts'
import { makePassword } from './random-password.ts'
import type { FakeSecret } from './secret.ts'
import { findStage, makeCurrent } from './secret-store.ts'

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

/**
 * Begins a rotation as RotateSecret does: a version that is pending and empty, and four steps that follow each other
 * on the account's clock. Gives the version's id.
 * @throws FakeServiceError (InvalidRequestException) without a function, or while another is not complete
 */
export function beginRotation(account: FakeAccount, secret: FakeSecret, token?: string): string {
  const { rotation } = secret
  if (rotation === undefined || rotation.functionArn === '') {
    throw new FakeServiceError(
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    )
  }
  const pending = findStage(secret, 'AWSPENDING')
  if (pending && !pending[1].stages.includes('AWSCURRENT')) {
    // Secrets Manager refuses, but takes up the one that was broken off.
    rotation.running ??= { versionId: pending[0], steps: [...steps], nextAt: account.now(), busy: false }
    throw new FakeServiceError(
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    )
  }
  if (pending) pending[1].stages = pending[1].stages.filter((stage) => stage !== 'AWSPENDING')
  const versionId = token ?? account.ids.makeUuid()
  secret.versions.set(versionId, { stages: ['AWSPENDING'], createdAt: account.now() })
  const nextAt = account.after(account.waits.rotationStep)
  Object.assign(rotation, {
    enabled: true,
    failure: undefined,
    running: { versionId, steps: [...steps], nextAt, busy: false },
  })
  return versionId
}

/** Runs the steps that are due. A step's own calls pass through while it runs. */
export async function continueRotations(account: FakeAccount): Promise<void> {
  for (const secret of account.secrets.values()) await continueRotation(account, secret)
}

async function continueRotation(account: FakeAccount, secret: FakeSecret): Promise<void> {
  const { rotation } = secret
  for (;;) {
    const running = rotation?.running
    if (rotation === undefined || running === undefined || running.busy || running.nextAt > account.now()) return
    const step = running.steps.shift()
    running.busy = true
    try {
      await runStep(account, secret, String(step), running.versionId)
    } catch (failure) {
      rotation.failure = failure
      delete rotation.running
      return
    }
    running.busy = false
    running.nextAt += account.waits.rotationStep * 1000
    if (running.steps.length > 0) continue
    delete rotation.running
    secret.rotatedAt = account.now()
  }
}

async function runStep(account: FakeAccount, secret: FakeSecret, step: string, versionId: string): Promise<void> {
  const called = [...account.functions.values()].find(({ arn }) => arn === secret.rotation?.functionArn)
  if (called === undefined) throw new Error(`There is no function ${secret.rotation?.functionArn}`)
  const event = {
    Step: step,
    SecretId: secret.arn,
    ClientRequestToken: versionId,
    RotationToken: account.ids.makeUuid(),
  }
  const result = await runFunction(account, called, event)
  if (result === undefined) return rotateByItself(account, secret, step, versionId)
  if (result.error !== undefined) throw new Error(`The step ${step} failed: ${JSON.stringify(result.payload)}`)
}

/** What a right rotation function does, for tests that bring none of their own; there is no database to tell. */
function rotateByItself(account: FakeAccount, secret: FakeSecret, step: string, versionId: string): void {
  const version = secret.versions.get(versionId)
  const current = findStage(secret, 'AWSCURRENT')?.[1].text ?? '{}'
  if (step === 'createSecret' && version) {
    const password = makePassword(account, { PasswordLength: 30, ExcludePunctuation: true })
    version.text = JSON.stringify({ ...JSON.parse(current), password })
  }
  if (step === 'finishSecret') makeCurrent(account, secret, versionId)
}
