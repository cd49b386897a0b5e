import type { AwsEnvironment } from '../environment.ts'
import type { AwsError } from './read-aws-error.ts'

/** What an error is called here, what it means, and what to type. */
export interface Explanation {
  /** Name of the UserError. */
  name: string
  /** One plain sentence. */
  message: string
  nextSteps: readonly [string, ...string[]]
}

/** One row of the table: AWS's codes for a situation, and what it means for this environment. */
export interface ErrorRow {
  codes: readonly string[]
  /** Narrows the codes where AWS uses one for several situations. */
  when?: RegExp
  explain: (error: AwsError, env: AwsEnvironment) => Explanation
}
