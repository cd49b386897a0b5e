import type { QueryAnswer, QueryRequest } from '../../../../handler/contract.ts'
import type { AwsEnvironment } from '../environment.ts'
import {
  describeFailedQuery,
  describeThrottledQuery,
  describeUnreadableQuery,
  isFunctionWaking,
} from './failed-query.ts'
import { isNotFound } from './not-found.ts'
import { type Pace, realPace } from './pace.ts'
import { recallOutputs, renewOutputs } from './read-outputs.ts'

export interface QueryOptions {
  pace?: Pace
  /** Ends the wait for an answer; the function itself goes on. */
  signal?: AbortSignal
}

/** Lambda takes up to a minute to give a function that slept for weeks its network interface back. */
const WAKING_LIMIT_MS = 90_000
const WAKING_PAUSE_MS = 3_000

/**
 * Invokes the read-only query function in the VPC. Throttled calls are repeated by the SDK, those that meet a function
 * that is being woken here.
 * @throws UserError when the environment does not run, the function fails or is throttled for long; the SDK's errors
 */
export async function queryAws<Request extends QueryRequest>(
  env: AwsEnvironment,
  request: Request,
  options: QueryOptions = {},
): Promise<QueryAnswer<Request>> {
  const { outputs } = await recallOutputs(env)
  try {
    return await invokeQuery(env, outputs, request, options)
  } catch (error) {
    if (isNotFound(error)) await renewOutputs(env)
    throw error
  }
}

/** As {@link queryAws}, when the outputs are known already. */
export async function invokeQuery<Request extends QueryRequest>(
  env: AwsEnvironment,
  outputs: { QueryFunctionName: string; QueryLogGroup: string },
  request: Request,
  { pace = realPace, signal }: QueryOptions = {},
): Promise<QueryAnswer<Request>> {
  const { payload, failed } = await invoke(env, outputs.QueryFunctionName, request, pace, signal)
  if (failed) throw describeFailedQuery(env, payload, outputs.QueryLogGroup)
  const answer = readObject(payload)
  if (answer === undefined) throw describeUnreadableQuery(env, payload, outputs.QueryLogGroup)
  return answer as QueryAnswer<Request>
}

async function invoke(env: AwsEnvironment, name: string, request: QueryRequest, pace: Pace, signal?: AbortSignal) {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda')
  const client = await env.clients.lambda()
  const command = new InvokeCommand({
    FunctionName: name,
    InvocationType: 'RequestResponse',
    LogType: 'None',
    Payload: Buffer.from(JSON.stringify(request)),
  })
  const limit = pace.now() + WAKING_LIMIT_MS
  for (;;) {
    try {
      const answer = await client.send(command, signal ? { abortSignal: signal } : {})
      return { payload: Buffer.from(answer.Payload ?? []).toString(), failed: answer.FunctionError !== undefined }
    } catch (error) {
      if (error instanceof Error && error.name === 'TooManyRequestsException') throw describeThrottledQuery(env, error)
      if (!isFunctionWaking(error) || pace.now() > limit || signal?.aborted) throw error
      await pace.wait(WAKING_PAUSE_MS, signal)
    }
  }
}

/** Each answer is an object; undefined for anything else. */
function readObject(payload: string): object | undefined {
  try {
    const answer: unknown = JSON.parse(payload)
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : undefined
  } catch {
    return undefined
  }
}
