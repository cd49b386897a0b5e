import { runStep } from '../../../events.ts'
import type { DestroyOptions, WorkContext } from '../../target.ts'
import type { Destruction, Leftover } from '../../target-destruction.ts'
import type { Caller } from '../../target-plan.ts'
import { removeAssetBucket } from '../assets/remove-asset-bucket.ts'
import { describeAwsError } from '../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import { readPhase, readStack } from '../stack-state.ts'
import { type Inventory, listMade } from './inventory.ts'
import { findLeftovers } from './leftovers/find-leftovers.ts'
import type { FoundLeftover } from './leftovers/leftover-search.ts'
import { removeLeftovers } from './leftovers/remove-leftovers.ts'
import { listInPlainWords } from './plain-words.ts'
import { writeReceipt } from './receipt.ts'
import { STEPS } from './steps.ts'

export interface ConcludeParts {
  context: WorkContext
  options: DestroyOptions
  caller: Caller
  pace: Pace
}

/**
 * After the delete, however it ended: removes what it left behind where that is wanted, looks what is there, and writes
 * the receipt.
 * @param before what the stack consisted of before the delete
 * @param began milliseconds since 1970
 */
export async function concludeDestruction(
  env: AwsEnvironment,
  before: Inventory,
  began: number,
  parts: ConcludeParts,
): Promise<Destruction> {
  const { context, options, pace } = parts
  const inventory = await readAfter(env, before, pace)
  const swept = options.sweep ? await sweep(env, inventory, parts) : []
  const ofBucket = await removeBucket(env, parts)
  const found = await runStep(
    context.emit,
    STEPS.prove.id,
    () => findLeftovers(env, inventory),
    (all) => (all.length === 0 ? 'nothing' : `${all.length} found`),
  )
  const isKept = (each: FoundLeftover) => options.keepSnapshot === true && each.finalSnapshot === true
  const leftovers = [...found.filter((each) => !isKept(each)), ...ofBucket.leftovers].map(describe)
  const kept = found.filter(isKept).map(describe)
  const end = inventory.deletedAt ?? new Date(pace.now())
  const receipt = writeReceipt(env, inventory, end, [...leftovers, ...kept])
  return {
    environment: env.name,
    target: 'aws',
    deleted: [...listDeleted(before, inventory), ...swept, ...ofBucket.deleted],
    leftovers,
    ...(hasDatabase(inventory) ? { rowsLeft: true as const } : {}),
    ...(kept.length > 0 ? { kept } : {}),
    ...(receipt ? { receipt } : {}),
    durationMs: Math.max(0, Math.round(pace.now() - began)),
  }
}

/** The ids stay those from before: a stack that is gone may be forgotten by CloudFormation at any time. */
async function readAfter(env: AwsEnvironment, before: Inventory, pace: Pace): Promise<Inventory> {
  if (before.deletedAt) return before
  const stack = await readStack(env.clients, before.stack.id)
  const status = stack?.status ?? 'DELETE_COMPLETE'
  if (stack && readPhase(status) !== 'gone') {
    return { ...before, stack: { ...before.stack, status }, resources: await listMade(env, stack.id) }
  }
  const skipped = stack ? await listMade(env, stack.id) : []
  const left = new Map(skipped.map((resource) => [resource.logicalId, resource]))
  const resources = before.resources.map((each) => left.get(each.logicalId) ?? { ...each, status: 'DELETE_COMPLETE' })
  // By AWS's clock where it tells, as the time of the beginning is.
  const deletedAt = stack?.deletedAt ?? new Date(pace.now())
  return { ...before, stack: { ...before.stack, status }, deletedAt, resources }
}

async function sweep(
  env: AwsEnvironment,
  inventory: Inventory,
  { context, options }: ConcludeParts,
): Promise<string[]> {
  return runStep(
    context.emit,
    STEPS.sweep.id,
    async () => {
      const found = await findLeftovers(env, inventory)
      const unwanted = found.filter((each) => !(options.keepSnapshot && each.finalSnapshot))
      return removeLeftovers(env, unwanted, context.emit)
    },
    (removed) => (removed.length === 0 ? 'nothing to remove' : `${removed.length} removed`),
  )
}

/** The bucket costs next to nothing; that it could not be removed is told, and is no reason to fail. */
async function removeBucket(env: AwsEnvironment, { context, caller }: ConcludeParts) {
  const { emit } = context
  emit('step-started', { id: STEPS.bucket.id })
  try {
    const { bucket, outcome, stacks } = await removeAssetBucket(env, caller)
    if (outcome === 'deleted') emit('step-finished', { id: STEPS.bucket.id, detail: bucket })
    else emit('step-skipped', { id: STEPS.bucket.id, reason: outcome === 'kept' ? `for ${stacks.join(', ')}` : 'none' })
    return { deleted: outcome === 'deleted' ? [`bucket ${bucket}`] : [], leftovers: [] as FoundLeftover[] }
  } catch (error) {
    const described = describeAwsError(error, env)
    const message = described instanceof Error ? described.message : String(described)
    emit('step-failed', { id: STEPS.bucket.id, message })
    const name = `bucket of the functions' code, which could not be deleted: ${message}`
    return { deleted: [], leftovers: [{ name, removeWith: env.command('destroy'), billed: true }] as FoundLeftover[] }
  }
}

function hasDatabase({ resources }: Inventory): boolean {
  return resources.some(({ kind, status }) => kind === 'AWS::RDS::DBInstance' && status !== 'DELETE_COMPLETE')
}

function listDeleted(before: Inventory, after: Inventory): string[] {
  if (before.deletedAt) return []
  const left = new Set(
    after.resources.filter(({ status }) => status !== 'DELETE_COMPLETE').map((each) => each.logicalId),
  )
  const was = before.resources.filter(({ status }) => status !== 'DELETE_COMPLETE')
  return listInPlainWords(was.filter(({ logicalId }) => !left.has(logicalId)))
}

function describe({ name, removeWith, billed, perMonth, remove }: FoundLeftover): Leftover {
  return {
    name,
    ...(removeWith === undefined ? {} : { removeWith }),
    ...(remove === undefined ? {} : { sweepable: true as const }),
    billed,
    ...(perMonth === undefined ? {} : { perMonth }),
  }
}
