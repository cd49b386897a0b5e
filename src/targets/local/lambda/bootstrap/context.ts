/** The second argument of a handler. Source: Lambda developer guide, "Using the Lambda context object ... Node.js". */
export interface FunctionContext {
  functionName: string
  functionVersion: string
  invokedFunctionArn: string
  memoryLimitInMB: string
  awsRequestId: string
  logGroupName: string
  logStreamName: string
  /** Kept because types still ask for it; nodejs24.x does not wait for an empty event loop. */
  callbackWaitsForEmptyEventLoop: boolean
  getRemainingTimeInMillis(): number
}

/** Makes the context of one invocation from the Runtime API's headers and Lambda's environment variables. */
export function createContext(headers: ReadonlyMap<string, string>, variables: NodeJS.ProcessEnv): FunctionContext {
  const deadline = Number(headers.get('lambda-runtime-deadline-ms'))
  return {
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME ?? '',
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    invokedFunctionArn: headers.get('lambda-runtime-invoked-function-arn') ?? '',
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    awsRequestId: headers.get('lambda-runtime-aws-request-id') ?? '',
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}
