import type { FakeAccount } from '../account.ts'
import type { Operation } from '../protocols/operations.ts'
import { createRestJsonService, type Route, WholeAnswer } from '../protocols/rest-json.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeFunction } from '../state/function.ts'
import { runFunction } from '../state/function-run.ts'
import { releaseInterfaces } from '../state/network-interfaces.ts'
import { describeConfiguration, isUpdating, updateConfiguration } from './function-configuration.ts'
import { readSize, takePage } from './paging.ts'

const functions = '/2015-03-31/functions'
const one = `${functions}/(?<FunctionName>[^/]+)`

const routes: readonly Route[] = [
  { operation: 'Invoke', method: 'POST', path: whole(`${one}/invocations`), run: invoke },
  {
    operation: 'ListFunctions',
    method: 'GET',
    path: whole(`${functions}/?`),
    run({ Marker, MaxItems }, _, { account }) {
      const all = [...account.functions.values()]
      const { items, next } = takePage(all, { token: Marker, size: readSize(MaxItems, 50) })
      return { Functions: items.map((each) => describeConfiguration(account, each)), NextMarker: next ?? null }
    },
  },
  {
    operation: 'GetFunction',
    method: 'GET',
    path: whole(one),
    run({ FunctionName }, _, { account }) {
      const found = findFunction(account, FunctionName)
      const Location = `https://awslambda-${account.region}-tasks.s3.${account.region}.amazonaws.com/${found.code.key}`
      return {
        Configuration: describeConfiguration(account, found),
        Code: { RepositoryType: 'S3', Location },
        Tags: found.tags,
      }
    },
  },
  {
    operation: 'GetFunctionConfiguration',
    method: 'GET',
    path: whole(`${one}/configuration`),
    run: ({ FunctionName }, _, { account }) => describeConfiguration(account, findFunction(account, FunctionName)),
  },
  {
    operation: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: whole(`${one}/configuration`),
    run({ FunctionName }, input, { account }) {
      const found = findFunction(account, FunctionName)
      refuseDuringUpdate(account, found)
      updateConfiguration(account, found, input)
      return describeConfiguration(account, found)
    },
  },
  {
    operation: 'DeleteFunction',
    method: 'DELETE',
    path: whole(one),
    run({ FunctionName }, _, { account }) {
      const found = findFunction(account, FunctionName)
      account.functions.delete(found.name)
      releaseInterfaces(account, found.arn, account.waits.interfacesOfDeleted)
      return new WholeAnswer({ status: 204, body: '' })
    },
  },
  {
    operation: 'ListTags',
    method: 'GET',
    path: /^\/2017-03-31\/tags\/(?<Resource>.+)$/,
    run: ({ Resource }, _, { account }) => ({ Tags: findFunction(account, Resource).tags }),
  },
]

/** Lambda. What functions do is up to the account's `implementations`. */
export const lambdaService = createRestJsonService('lambda', routes)

function whole(path: string): RegExp {
  return new RegExp(`^${path}$`)
}

async function invoke(
  { FunctionName }: Record<string, string>,
  _: Parameters<Operation>[0],
  { account, request }: Parameters<Operation>[1],
): Promise<WholeAnswer> {
  const found = findFunction(account, FunctionName)
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
  if (type === 'DryRun') return new WholeAnswer({ status: 204, body: '' })
  const text = request.body.toString('utf8')
  const result = (await runFunction(account, found, text === '' ? {} : readEvent(text))) ?? { payload: null }
  if (type === 'Event') return new WholeAnswer({ status: 202, body: '' })
  return new WholeAnswer({
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(result.error !== undefined && { 'x-amz-function-error': result.error }),
      ...(request.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': readTail(account, found) }),
    },
    body: JSON.stringify(result.payload),
  })
}

function readEvent(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const message = `Could not parse request body into json: Unrecognized token '${text.slice(0, 10)}'`
    throw new FakeServiceError('InvalidRequestContentException', message)
  }
}

/** The last 4 KB of what was logged, base64. */
function readTail(account: FakeAccount, { logGroup }: FakeFunction): string {
  const lines = account.logGroups.get(logGroup)?.events.map(({ message }) => message) ?? []
  return Buffer.from(lines.join('').slice(-4096)).toString('base64')
}

/** By name, by ARN or by a part of the ARN. @throws FakeServiceError (ResourceNotFoundException) */
function findFunction(account: FakeAccount, id = ''): FakeFunction {
  const name = id.split(':').at(-1) ?? ''
  const found = account.functions.get(name)
  if (found) return found
  const message = `Function not found: ${account.arn('lambda', `function:${name}`)}`
  throw new FakeServiceError('ResourceNotFoundException', message, 404)
}

function refuseDuringUpdate(account: FakeAccount, found: FakeFunction): void {
  if (!isUpdating(account, found)) return
  throw new FakeServiceError(
    'ResourceConflictException',
    `The operation cannot be performed at this time. An update is in progress for resource: ${found.arn}`,
    409,
  )
}
