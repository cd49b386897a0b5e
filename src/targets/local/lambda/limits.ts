/**
 * Lambda's quotas for synchronous invocations, in bytes: 6 MB for the event and for the answer.
 * Source: Lambda developer guide, "Lambda quotas". (The service's own message for answers names 100 bytes more; the
 * documented figure is used for both.)
 */
export const maxEventBytes = 6_291_456
export const maxAnswerBytes = 6_291_456

/** The init phase may take 10 s. Source: Lambda developer guide, "Execution environment lifecycle". */
export const maxInitMs = 10_000

/** Idle environments are kept for some minutes; AWS publishes no figure. */
export const defaultIdleEnvironmentMs = 5 * 60_000

/**
 * How long an environment without an event runs on before it is frozen. Two signals cost more than a short invocation,
 * so one that gets its next event at once is not frozen in between. AWS does not say how soon it freezes.
 */
export const freezeDelayMs = 10
