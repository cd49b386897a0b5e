import { makeToken } from '../change-set/tokens.ts'
import type { AwsEnvironment } from '../environment.ts'
import { expectAll } from '../follow/expected-resources.ts'
import { type Followed, followWork } from './follow-work.ts'
import type { Work } from './parts.ts'
import { readTemplateIfAny } from './read-template.ts'

/** Deletes a stack that never completed, and follows that to its end. @param stackId its ARN */
export async function deleteStack(work: Work, stackId: string): Promise<Followed> {
  const template = await readTemplateIfAny(work.env, stackId)
  const token = await beginDelete(work.env, stackId)
  const expected = template && expectAll(template, 'delete')
  return followWork(work, { stackId, token, template, expected, direction: 'delete' })
}

/** @returns the token that its events carry */
export async function beginDelete({ clients }: AwsEnvironment, stackId: string): Promise<string> {
  const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const token = makeToken()
  await client.send(new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token }))
  return token
}
