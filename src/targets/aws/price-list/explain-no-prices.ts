import { Declined, Fault, Interrupted, UserError } from '../../../errors.ts'
import { describeAwsError } from '../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * Why prices could not be asked, as the end of a sentence.
 * @param late whether the time was over
 * @throws the error itself when it is none of AWS or of the network
 */
export function explainNoPrices(error: unknown, env: AwsEnvironment, late: boolean): string {
  if (late) return 'it did not answer in time'
  const described = describeAwsError(error, env)
  if (described instanceof Declined || described instanceof Fault || described instanceof Interrupted) throw described
  if (!(described instanceof UserError)) throw error
  if (described.name === 'AccessDenied') return 'these credentials may not ask for prices (pricing:GetProducts)'
  return described.message.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
}
