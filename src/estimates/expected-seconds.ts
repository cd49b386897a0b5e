import { type CreateTime, findCreateTime } from './duration-table.ts'
import type { LearnedDurations, Verb } from './learned-durations.ts'

/**
 * Guesses, in seconds: nobody publishes how long changes and deletes take. A security group is deleted only when the
 * functions' network interfaces are gone, so its time is theirs.
 */
const guessed: Readonly<Record<Exclude<Verb, 'create'>, Readonly<Record<string, number>>>> = {
  update: {
    'AWS::RDS::DBInstance': 300,
    'AWS::RDS::DBProxy': 60,
    'AWS::RDS::DBProxyTargetGroup': 60,
    'AWS::Lambda::Function': 25,
  },
  delete: {
    'AWS::RDS::DBInstance': 300,
    'AWS::RDS::DBProxy': 180,
    'AWS::RDS::DBProxyTargetGroup': 30,
    'AWS::EC2::VPCEndpoint': 120,
    'AWS::EC2::SecurityGroup': 120,
    'AWS::Lambda::Function': 10,
  },
}

const otherGuess = 5

/** How long CloudFormation takes to make, change or delete one resource of a kind: as learned, else as published. */
export function expectTime(kind: string, verb: Verb, learned: LearnedDurations): CreateTime {
  const seconds = learned.find(kind, verb)
  if (seconds !== undefined) return { seconds, figure: 'learned' }
  return verb === 'create' ? findCreateTime(kind) : { seconds: guessed[verb][kind] ?? otherGuess, figure: 'guess' }
}

/**
 * From how many seconds on a resource is slower than usual: beyond the slowest that is known, half as long again as is
 * known, or far beyond a guess, which must not raise an alarm.
 */
export function findSlowLimit({ seconds, to, figure }: CreateTime): number {
  if (figure === 'guess') return seconds * 3 + 60
  return Math.max(to ?? 0, seconds * 1.5, seconds + 30)
}
