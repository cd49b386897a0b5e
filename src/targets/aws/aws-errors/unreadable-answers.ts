import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import { endSentence } from './end-sentence.ts'
import type { Explanation } from './error-row.ts'
import { ForeignAnswer } from './foreign-answer.ts'
import { nameOperation } from './operation-name.ts'

/**
 * Of an answer that the SDK could not read: a page in HTML is not AWS's, anything else may be. Undefined for other
 * errors. The SDK says no more than a hint in the message, and keeps the answer itself.
 */
export function explainUnreadableAnswer(error: Error, env: AwsEnvironment): Explanation | undefined {
  if (error instanceof ForeignAnswer) return explainForeignAnswer(env)
  const [reason = '', hint] = error.message.split(/\s*Deserialization error/)
  if (hint === undefined) return undefined
  return isPage(error) ? explainForeignAnswer(env) : explainBrokenAnswer(error, reason, env)
}

/** A company's proxy or a hotel's sign-in page answers in HTML. */
function explainForeignAnswer(env: AwsEnvironment): Explanation {
  return {
    name: 'AnswerNotFromAws',
    message: 'The answer was not one of AWS: something in between, such as a sign-in page or a proxy, answers instead.',
    nextSteps: [writeAwsCommand('sts get-caller-identity', env), 'env | grep -i -e proxy -e AWS_ENDPOINT_URL'],
  }
}

function explainBrokenAnswer(error: Error, reason: string, env: AwsEnvironment): Explanation {
  const what = nameOperation(error) ?? 'a question to AWS'
  const endpoint = process.env.AWS_ENDPOINT_URL ? (['unset AWS_ENDPOINT_URL'] as const) : ([] as const)
  return {
    name: 'AnswerUnreadable',
    message: `The answer to ${what} could not be read: ${endSentence(reason || 'the SDK gives no reason')}`,
    nextSteps: [...endpoint, env.command('status'), 'npm install --global rds-proxy-webhook@latest'] as [
      string,
      ...string[],
    ],
  }
}

/** JSON's parser quotes the beginning of what it could not read; the content type may say anything. */
function isPage(error: Error): boolean {
  const { $response: response } = error as Error & { $response?: { headers?: Record<string, string> } }
  const type = response?.headers?.['content-type'] ?? ''
  return /text\/html/i.test(type) || /"\s*<(!doctype|html)\b/i.test(error.message)
}
