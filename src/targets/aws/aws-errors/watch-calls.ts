import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { ForeignAnswer } from './foreign-answer.ts'
import { rememberOperation } from './operation-name.ts'

/**
 * Lets an error say which call it was of, and takes no page in HTML for an answer: one that is well-formed would be
 * read as an answer in XML that says nothing.
 */
export function watchCalls<Client extends object>(client: Client): Client {
  // All clients of the SDK are made alike here, but have no type in common.
  const { middlewareStack } = client as unknown as CloudFormationClient
  middlewareStack.add(
    (next, { clientName, commandName }) =>
      async (request) => {
        try {
          return await next(request)
        } catch (error) {
          rememberOperation(error, clientName, commandName)
          throw error
        }
      },
    { step: 'initialize' },
  )
  middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request)
      if (isPage(answer)) throw new ForeignAnswer('The answer is a page in HTML.')
      return answer
    },
    { step: 'deserialize', priority: 'low' },
  )
  return client
}

/** Load balancers of AWS itself answer in HTML when they are overloaded; the SDK tries those again. */
function isPage(answer: { response: unknown }): boolean {
  const response = answer.response as { statusCode?: number; headers?: Record<string, string> } | undefined
  return (response?.statusCode ?? 500) < 500 && /text\/html/i.test(response?.headers?.['content-type'] ?? '')
}
