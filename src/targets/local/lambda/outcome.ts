/** What became of one invocation. Data, never an exception: the caller decides what an outcome means to it. */
export type InvocationOutcome = InvocationSuccess | InvocationFailure

export interface InvocationSuccess {
  kind: 'success'
  requestId: string
  /** What the function returned: JSON as bytes. */
  payload: Buffer
}

export interface InvocationFailure {
  kind:
    | 'function-error' // the function threw, or the runtime reported an unhandled error
    | 'timed-out'
    | 'crashed' // the process ended without an answer
    | 'throttled' // all environments that the limit allows are busy
    | 'event-too-large'
    | 'answer-too-large'
    | 'could-not-start' // the init phase failed or took longer than 10 s
  requestId: string
  /** Lambda's name for it, such as `Runtime.ExitError`, or the name of the error that was thrown. */
  errorType: string
  errorMessage: string
}
