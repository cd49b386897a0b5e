import { Interrupted } from '../../errors.ts'

/** Thrown by `withinTime`; what was asked for goes on, but nobody waits for it. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong'
}

/**
 * What `work` gives, if it gives it in time: the SDK itself tries for minutes when there is no network.
 * @throws TookTooLong after `milliseconds`; Interrupted when the signal is aborted
 */
export async function withinTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Result> {
  const { promise: ended, reject } = makeRejection()
  const timer = setTimeout(() => reject(new TookTooLong(`No answer in ${milliseconds / 1000} s`)), milliseconds)
  const interrupt = () => reject(new Interrupted('Nothing was changed.'))
  signal.addEventListener('abort', interrupt)
  if (signal.aborted) interrupt()
  try {
    return await Promise.race([work, ended])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

function makeRejection() {
  let reject!: (error: Error) => void
  const promise = new Promise<never>((_, fail) => {
    reject = fail
  })
  return { promise, reject }
}
