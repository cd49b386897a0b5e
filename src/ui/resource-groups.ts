import { type Failure, isDone, type OperationBoard, type ShownResource } from './operation-board.ts'
import type { StepState } from './progress.ts'
import { describeKind, type ResourceGroup, resourceGroups } from './resource-kinds.ts'

/** The resources of one part of an environment. */
export interface GroupOfResources {
  name: ResourceGroup
  state: StepState
  resources: ShownResource[]
  underWay: ShownResource[]
  failures: Failure[]
}

/** What an operation touches by the parts of the environment, in the order in which these are made. */
export function groupResources(board: OperationBoard): GroupOfResources[] {
  const counted = board.counted
  return resourceGroups.flatMap((name) => {
    const belongs = ({ kind }: { kind: string }) => describeKind(kind).group === name
    const resources = counted.filter(belongs)
    const failures = [...board.failures.values()].filter(belongs)
    if (resources.length === 0 && failures.length === 0) return []
    const underWay = resources.filter((resource) => resource.state === 'running')
    return [{ name, resources, underWay, failures, state: judge(resources, failures, board) }]
  })
}

function judge(resources: readonly ShownResource[], failures: readonly Failure[], board: OperationBoard): StepState {
  if (failures.length > 0) return 'failed'
  if (resources.every(isDone)) return 'finished'
  const begun = resources.some(({ state }) => state !== 'waiting')
  return begun && board.outcome === undefined ? 'running' : 'waiting'
}
