/** Exit codes that scripts may rely on. */
export const ExitCode = {
  done: 0,
  failed: 1,
  /** Wrong usage, or an answer is needed and nobody can be asked. */
  usage: 2,
  /** The environment does not run or does not exist. */
  notRunning: 3,
  declined: 4,
  interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export interface UserErrorDetails {
  /** PascalCase, stable: scripts match on it. */
  name: string
  /** One plain sentence. */
  message: string
  /**
   * What to type or do next; an error without a way out cannot be constructed. A command is typed as it stands: what is
   * to be said about it follows as a shell's comment, behind two spaces.
   */
  nextSteps: readonly [string, ...string[]]
  /** Default: failed. */
  exitCode?: ExitCode
  cause?: unknown
}

/** Something a user can cause and mend. Shown as its sentence and next steps, never as a stack trace. */
export class UserError extends Error {
  readonly nextSteps: readonly [string, ...string[]]
  readonly exitCode: ExitCode

  constructor(details: UserErrorDetails) {
    super(details.message, { cause: details.cause })
    this.name = details.name
    this.nextSteps = details.nextSteps
    this.exitCode = details.exitCode ?? ExitCode.failed
  }
}

/** A mistake of the program itself: a state that its author thought impossible. */
export class Fault extends Error {
  override readonly name = 'Fault'
}

/** The user said no. Not an error: nothing was changed, and the exit code says so. */
export class Declined extends Error {
  override readonly name = 'Declined'
}

/** The user pressed Ctrl-C. What was already begun is described by the message, what one may do about it follows. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly nextSteps: readonly string[]

  constructor(message: string, nextSteps: readonly string[] = []) {
    super(message)
    this.nextSteps = nextSteps
  }
}
