import { UserError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { type HitResult, sendHit } from './hit.ts'
import type { ProofParts, TokenProof } from './rotation-proof.ts'
import { lengthenPause } from './rotation-timings.ts'

/**
 * Sends a request and reads its row back, again and again until one is recorded: where clients never see the password,
 * this is what shows that the proxy still gets into the database. After the time limit the last try counts.
 */
export async function proveRow(
  target: Target,
  path: string,
  { timings, signal, now, wait, emit }: ProofParts & { emit: Emit },
): Promise<TokenProof> {
  const limit = now() + timings.proofLimitMs
  for (let pause = timings.pollMs; ; pause = lengthenPause(pause)) {
    const row = await recordRow(target, path, { emit, signal, now, timeoutMs: timings.requestTimeoutMs })
    if (row.outcome === 'recorded' || signal.aborted || now() > limit) return { clientsUse: 'token', row }
    await wait(pause, signal)
  }
}

async function recordRow(
  target: Target,
  path: string,
  context: Parameters<typeof sendHit>[2],
): Promise<TokenProof['row']> {
  try {
    return judge(await sendHit(target, { path }, context))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { outcome: 'missing', detail: error.message }
  }
}

function judge({ row, receipt, problems }: HitResult): TokenProof['row'] {
  if (row) return { outcome: 'recorded' }
  const [problem] = problems
  if (problem !== undefined) return { outcome: 'missing', detail: problem }
  return { outcome: 'unknown', detail: receipt ? 'it could not be read back' : 'the answer was no receipt' }
}
