import type { Template } from '../../../estimates/template.ts'
import type { AwsEnvironment } from '../environment.ts'
import { readDeployedTemplate } from '../operate/deployed-template.ts'

/** The stack's template where it only makes an estimate better: undefined when it cannot be had, for whatever reason. */
export async function readTemplateIfAny(env: AwsEnvironment, stackId: string): Promise<Template | undefined> {
  try {
    return await readDeployedTemplate(env, stackId)
  } catch {
    return undefined
  }
}
