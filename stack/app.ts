import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib/core'
import { featureFlags } from './feature-flags.ts'
import type { StackInput } from './input.ts'
import { WebhookStack } from './webhook-stack.ts'

export type { CodeLocation, StackInput } from './input.ts'
export type { StackOutputs } from './outputs.ts'

export interface SynthesizedStack {
  stackName: string
  /** The CloudFormation template. */
  template: object
}

/**
 * Makes the template of one environment, in this process: asks nobody, prints nothing and leaves no file behind.
 * @throws Error when the CDK refuses the input.
 */
export function synthesize(input: StackInput): SynthesizedStack {
  const outdir = mkdtempSync(join(tmpdir(), 'rds-proxy-webhook-synth-'))
  try {
    const { app, stack } = createApp(input, outdir)
    return { stackName: stack.stackName, template: app.synth().getStackByName(stack.stackName).template }
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** The app before it is synthesised, so that checks can be added to it. */
export function createApp(input: StackInput, outdir: string): { app: App; stack: WebhookStack } {
  const app = new App({
    outdir,
    analyticsReporting: false,
    performanceReporting: false,
    treeMetadata: false,
    stackTraces: false,
    // Takes seconds and prints; the tests run it.
    builtinCloudFormationValidation: false,
    // Stronger than CDK_CONTEXT_JSON in the user's environment, which must not change names or ids.
    postCliContext: { ...featureFlags, 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false },
  })
  return { app, stack: new WebhookStack(app, input) }
}
