import { Interrupted } from '../../../errors.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Direction } from './operation-tracker.ts'

const doing: Readonly<Record<Direction, string>> = {
  create: 'making',
  update: 'updating',
  'roll-back': 'rolling back',
  delete: 'deleting',
}

/** Thrown when the user stops following: nothing is stopped at AWS, and its next steps come back to it. */
export function describeDetaching(
  env: Pick<AwsEnvironment, 'name' | 'command'>,
  direction: Direction = 'update',
): Interrupted {
  const sentence = `Stopped watching; AWS goes on ${doing[direction]} environment ${env.name}.`
  const [choice, commands] =
    direction === 'delete'
      ? ['Come back to it, or just watch it:', ['destroy', 'status --watch']]
      : ['Come back to it, just watch it, or take it back:', ['deploy', 'status --watch', 'deploy --cancel']]
  return new Interrupted(
    `${sentence} ${choice}`,
    commands.map((each) => env.command(each)),
  )
}
