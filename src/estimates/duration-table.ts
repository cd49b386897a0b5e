import type { FigureSource } from '../targets/target-plan.ts'

/** How long CloudFormation takes to make one resource of a kind, in seconds. */
export interface CreateTime {
  seconds: number
  /** The quickest and the slowest that is published or reported; absent: nobody says other than `seconds`. */
  from?: number
  to?: number
  figure: FigureSource
}

/**
 * Published: one published table of create times; the ranges add what users report (a small MySQL instance in 4.5 to
 * 6 minutes, a proxy in 5 to 15). Nothing here was measured by this program.
 */
const published: Readonly<Record<string, CreateTime>> = {
  'AWS::RDS::DBInstance': { seconds: 595, from: 270, to: 595, figure: 'published' },
  'AWS::RDS::DBProxy': { seconds: 225, from: 225, to: 900, figure: 'published' },
  'AWS::RDS::DBProxyTargetGroup': { seconds: 85, figure: 'published' },
  'AWS::Lambda::Function': { seconds: 25, figure: 'published' },
}

/** Guesses in seconds, small beside the published ones. An error in them moves the total by seconds. */
const guessed: Readonly<Record<string, number>> = {
  'AWS::EC2::VPC': 15,
  'AWS::EC2::VPCEndpoint': 60,
  'AWS::EC2::SecurityGroup': 10,
  'AWS::IAM::Role': 20,
  'AWS::IAM::Policy': 20,
}

const otherGuess = 5

/** The time for a kind of resource; a short guess for kinds that nobody has given a figure for. */
export function findCreateTime(kind: string): CreateTime {
  return published[kind] ?? { seconds: guessed[kind] ?? otherGuess, figure: 'guess' }
}
