import type { TargetKind } from '../settings/settings.ts'

/** Where an environment is, to be put into a sentence. */
export function nameTarget(target: TargetKind): string {
  return target === 'local' ? 'on this computer' : 'on AWS'
}
