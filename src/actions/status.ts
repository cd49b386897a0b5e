import { ExitCode } from '../errors.ts'
import type { StatusOptions, Target } from '../targets/target.ts'
import type { EnvironmentStatus } from '../targets/target-status.ts'
import { writeCommand } from './command-line.ts'

/** What `status` shows. */
export interface StatusResult extends EnvironmentStatus {
  /** 0 when it runs (a part may be in trouble: see the state), 3 when it does not. */
  exitCode: ExitCode
  nextSteps: string[]
}

const NEXT: Record<EnvironmentStatus['state'], string[]> = {
  running: ['hit /some/path', 'rows'],
  degraded: ['deploy'],
  stopped: ['deploy', 'destroy'],
  missing: ['deploy'],
}

/** How the environment is. */
export async function showStatus(target: Target, options: StatusOptions = {}): Promise<StatusResult> {
  const status = await target.status(options)
  const runs = status.state === 'running' || status.state === 'degraded'
  return {
    ...status,
    exitCode: runs ? ExitCode.done : ExitCode.notRunning,
    nextSteps: listNext(status).map((command) => writeCommand(target, command)),
  }
}

/** What is under way is best waited for: nothing else can be changed meanwhile. */
function listNext({ state, underWay, components }: EnvironmentStatus): string[] {
  const isHalfDeleted = state === 'stopped' && components.some(({ detail }) => detail === 'DELETE_FAILED')
  if (isHalfDeleted) return ['destroy']
  const isStuck = state === 'degraded' && components.some((each) => each.name === 'stack' && each.state === 'failed')
  if (isStuck) return ['deploy --cancel', 'destroy']
  if (underWay?.status.startsWith('DELETE_')) return ['destroy']
  return underWay === undefined ? NEXT[state] : ['status --watch', ...NEXT[state].filter((each) => each === 'rows')]
}
