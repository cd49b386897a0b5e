import { Fault } from '../errors.ts'
import type { EnvironmentSettings, TargetKind } from '../settings/settings.ts'
import type { Target } from './target.ts'

export interface TargetOptions {
  projectFolder: string
  environment: string
  /** Whether commands find it without `--env`. */
  isDefault: boolean
  /** Local target only: install a database server when none is found. */
  installDatabase: boolean
  /** AWS only: what the file, flags and variables say. */
  settings?: EnvironmentSettings
}

/** Opens an environment on its target. Each target is loaded only when it is wanted: start-up time counts. */
export async function pickTarget(kind: TargetKind, options: TargetOptions): Promise<Target> {
  if (kind === 'local') {
    const { LocalTarget } = await import('./local/local-target.ts')
    return new LocalTarget(options)
  }
  const { AwsTarget } = await import('./aws/aws-target.ts')
  if (options.settings?.target !== 'aws') throw new Fault('The AWS target was opened without its settings.')
  return new AwsTarget({ ...options, settings: options.settings })
}
