import { UserError } from '../errors.ts'
import type { Target } from '../targets/target.ts'
import { lengthenPause, type RotationTimings } from './rotation-timings.ts'
import type { Now, Wait } from './wait.ts'

/** What the proxy said to a new connection with the password of one version. `unknown`: it could not be asked. */
export type LoginOutcome = 'accepted' | 'refused' | 'unknown'

export interface LoginCheck {
  outcome: LoginOutcome
  /** Why it is not known. */
  detail?: string
}

/** Of clients that log in with the password. */
export interface LoginProof {
  clientsUse: 'password'
  old: LoginCheck
  new: LoginCheck
}

/** Of clients that sign tokens: there is no login to try, but a request is recorded with the new password. */
export interface TokenProof {
  clientsUse: 'token'
  row: { outcome: RowOutcome; detail?: string }
}

/** `unknown`: it was promised, and could not be read back. */
export type RowOutcome = 'recorded' | 'missing' | 'unknown'

export type RotationProof = LoginProof | TokenProof

export interface ProofParts {
  timings: RotationTimings
  signal: AbortSignal
  now: Now
  wait: Wait
}

/** MySQL's ER_ACCESS_DENIED_ERROR: what RDS Proxy answers to a wrong password. */
const ACCESS_DENIED = 1045

/**
 * Opens new connections with the old and the new password, again and again until the one is refused and the other
 * accepted: AWS does not say how fast a proxy notices the new version. After the time limit the last answers count.
 */
export async function proveLogins(
  target: Target,
  versions: { before: string; after: string },
  { timings, signal, now, wait }: ProofParts,
): Promise<LoginProof> {
  const limit = now() + timings.proofLimitMs
  for (let pause = timings.pollMs; ; pause = lengthenPause(pause)) {
    const old = await checkLogin(target, versions.before)
    const proof: LoginProof = { clientsUse: 'password', old, new: await checkLogin(target, versions.after) }
    const settled = proof.old.outcome === 'refused' && proof.new.outcome === 'accepted'
    if (settled || signal.aborted || now() > limit) return proof
    await wait(pause, signal)
  }
}

async function checkLogin(target: Target, versionId: string): Promise<LoginCheck> {
  try {
    const { accepted, error } = await target.query({ operation: 'verify-login', versionId })
    if (accepted) return { outcome: 'accepted' }
    if (error?.number === ACCESS_DENIED) return { outcome: 'refused' }
    return { outcome: 'unknown', detail: error ? `${error.message} (error ${error.number})` : 'no reason was given' }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { outcome: 'unknown', detail: error.message }
  }
}
