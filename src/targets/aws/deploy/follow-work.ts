import type { UserError } from '../../../errors.ts'
import type { Evidence } from '../diagnosis/evidence.ts'
import { Witness } from '../diagnosis/witness.ts'
import { type FollowRequest, followOperation } from '../follow/follow-operation.ts'
import type { OperationEnd } from '../follow/operation-end.ts'
import type { Work } from './parts.ts'
import { RollbackWait } from './rollback-wait.ts'

type What = Pick<FollowRequest, 'stackId' | 'token' | 'template' | 'expected' | 'wantedStatus' | 'direction'>

/** How an operation ended, and what to say if that is a failure. */
export interface Followed {
  end: OperationEnd
  /** Finds out why it failed. */
  diagnose: () => Promise<UserError>
}

/** Follows an operation, and secures the evidence of a failure while it is there. @throws as {@link followOperation} */
export async function followWork({ env, context, parts, learned }: Work, what: What): Promise<Followed> {
  const witness = new Witness(env, parts.pace.now, parts)
  const wait = new RollbackWait(parts.pace.now, context.emit)
  let evidence: Promise<Evidence> | undefined
  const end = await followOperation({
    ...what,
    env,
    context,
    learned,
    pace: parts.pace,
    onLook: (events) => {
      witness.look(events)
      wait.look(events)
    },
    onFailure: (events) => {
      evidence = witness.testify([...events])
    },
  })
  return { end, diagnose: async () => parts.diagnoseFailure(env, { ...end, evidence: await evidence }) }
}
