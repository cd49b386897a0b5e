import { type LearnedDurations, readLearnedDurations } from '../../../estimates/learned-durations.ts'
import type { DeployContext, WorkContext } from '../../target.ts'
import { type FunctionBundle, readFunctionBundles } from '../assets/function-bundles.ts'
import { diagnoseFailure } from '../diagnosis/diagnose-failure.ts'
import { askProxyTarget, gatherEvidence } from '../diagnosis/evidence.ts'
import type { AwsEnvironment } from '../environment.ts'
import { identifyCaller } from '../identity/identify-caller.ts'
import { type Pace, realPace } from '../operate/pace.ts'
import { describeChange } from '../plan.ts'
import { synthesizeStack } from '../synth.ts'

/** What a deploy works with. Tests pass their own time and places; the rest is as it is for users. */
export interface DeployParts {
  pace: Pace
  readBundles: () => Promise<FunctionBundle[]>
  synthesizeStack: typeof synthesizeStack
  identifyCaller: typeof identifyCaller
  describeChange: typeof describeChange
  diagnoseFailure: typeof diagnoseFailure
  gatherEvidence: typeof gatherEvidence
  askProxyTarget: typeof askProxyTarget
}

const realParts: DeployParts = {
  pace: realPace,
  readBundles: () => readFunctionBundles(),
  synthesizeStack,
  identifyCaller,
  describeChange,
  diagnoseFailure,
  gatherEvidence,
  askProxyTarget,
}

/** What all steps of one command on one environment share. */
export interface Work<Context extends WorkContext = WorkContext> {
  env: AwsEnvironment
  context: Context
  parts: DeployParts
  learned: LearnedDurations
}

export type DeployWork = Work<DeployContext>

/** Collects what the steps share. */
export async function openWork<Context extends WorkContext>(
  env: AwsEnvironment,
  context: Context,
  parts: Partial<DeployParts>,
): Promise<Work<Context>> {
  const all = { ...realParts, ...parts }
  return { env, context, parts: all, learned: await readLearnedDurations(env.region) }
}
