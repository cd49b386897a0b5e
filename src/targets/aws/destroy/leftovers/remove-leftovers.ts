import type { Emit } from '../../../../events.ts'
import { describeAwsError } from '../../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { isNotFound } from '../../operate/not-found.ts'
import type { FoundLeftover } from './leftover-search.ts'

/**
 * Removes what this program may remove. What AWS refuses is warned of, and found again by the search that follows.
 * @returns the names of what was removed
 */
export async function removeLeftovers(
  env: AwsEnvironment,
  leftovers: readonly FoundLeftover[],
  emit: Emit,
): Promise<string[]> {
  const removed: string[] = []
  for (const { name, remove } of leftovers) {
    if (remove === undefined) continue
    try {
      await remove()
      removed.push(name)
    } catch (error) {
      if (isNotFound(error)) continue
      const described = describeAwsError(error, env)
      emit('warned', {
        message: `${name} stays: ${described instanceof Error ? described.message : String(described)}`,
      })
    }
  }
  return removed
}
