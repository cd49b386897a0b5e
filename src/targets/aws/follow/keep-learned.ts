import { learnDurations, type MeasuredDuration } from '../../../estimates/learned-durations.ts'
import type { Emit } from '../../../events.ts'
import type { AwsEnvironment } from '../environment.ts'

/** Learns from an operation that has ended. What cannot be kept is told, and is no reason to fail. */
export async function keepLearned(
  { region }: Pick<AwsEnvironment, 'region'>,
  measured: readonly MeasuredDuration[],
  emit: Emit,
): Promise<void> {
  try {
    await learnDurations(region, measured)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    emit('noticed', { message: `The times of this operation could not be kept for later estimates: ${words}` })
  }
}
