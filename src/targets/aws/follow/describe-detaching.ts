import type { AwsEnvironment } from '../environment.ts'
import type { Direction } from './operation-tracker.ts'

const doing: Readonly<Record<Direction, string>> = {
  create: 'making',
  update: 'updating',
  'roll-back': 'rolling back',
  delete: 'deleting',
}

/** Said when the user stops following: nothing is stopped at AWS, and these commands come back to it. */
export function describeDetaching(
  env: Pick<AwsEnvironment, 'name' | 'command'>,
  direction: Direction = 'update',
): string {
  const begun = `Stopped watching; AWS goes on ${doing[direction]} environment ${env.name}.`
  const watch = `\`${env.command('status --watch')}\` watches it`
  if (direction === 'delete') return `${begun} \`${env.command('destroy')}\` comes back to it, ${watch}.`
  return `${begun} \`${env.command('deploy')}\` comes back to it, ${watch}, \`${env.command('deploy --cancel')}\` takes it back.`
}
