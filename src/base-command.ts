import { Command, Flags, type Interfaces } from '@oclif/core'
import { quoteArgument } from './actions/command-line.ts'
import { describeCommandLineError } from './command-line-error.ts'
import { completeNextSteps } from './complete-next-steps.ts'
import { ExitCode, UserError } from './errors.ts'
import { buildFlags } from './settings/flags.ts'
import { locateEnvironment } from './settings/locate.ts'
import { environmentQuestion } from './settings/questions.ts'
import { resolveSettings } from './settings/resolve.ts'
import { pickTarget } from './targets/pick.ts'
import type { Target, WorkContext } from './targets/target.ts'
import type { ApprovalOptions } from './ui/approval.ts'
import { createPrompts, type Prompts } from './ui/prompts.ts'
import { createReporter, type Reporter } from './ui/reporter.ts'

type FlagsOf<Type extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & Type['flags']>
type ArgumentsOf<Type extends typeof Command> = Interfaces.InferredArgs<Type['args']>

/** Said when the safe point is not near, so that Ctrl-C does not seem to be ignored. */
const HINT = 'Stopping at the next safe point; Ctrl-C again ends it at once.'
const HINT_DELAY_MS = 1_000

/** `--env NAME`, for the commands that work with an environment that exists. */
export const environmentFlag = buildFlags([environmentQuestion])

/**
 * What all commands share: parse, do the work, show its result; and the one place where errors become exit codes.
 * A command implements `work` and returns an exit code when it is not `done`.
 */
export abstract class BaseCommand<Type extends typeof Command> extends Command {
  static override baseFlags = {
    json: Flags.boolean({ summary: 'Print one JSON document on stdout; all else goes to stderr', helpGroup: 'GLOBAL' }),
    'non-interactive': Flags.boolean({
      summary: 'Never ask: fail with exit code 2, naming the flag that is missing',
      helpGroup: 'GLOBAL',
    }),
  }

  protected flags!: FlagsOf<Type>
  protected arguments!: ArgumentsOf<Type>
  protected reporter!: Reporter
  readonly #interruption = new AbortController()

  protected abstract work(): Promise<ExitCode | undefined>

  override async run(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#interrupt())
    // Else oclif prints a warning of its own below the error when the line cannot be parsed.
    this.parsed = true
    const parsed = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof BaseCommand).baseFlags,
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    this.flags = parsed.flags as FlagsOf<Type>
    this.arguments = parsed.args as ArgumentsOf<Type>
    this.reporter = createReporter({ json: this.flags.json === true })
    process.exitCode = (await this.work()) ?? ExitCode.done
    await this.reporter.close()
  }

  /** oclif calls this for whatever `run` throws, a line that cannot be parsed included. */
  protected override async catch(error: unknown): Promise<void> {
    this.reporter ??= createReporter({ json: this.argv.includes('--json') })
    await this.reporter.close()
    const described = describeCommandLineError(error)
    const flags = Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags })
    process.exitCode = this.reporter.error(
      completeNextSteps(described, { name: this.id ?? '', words: this.argv, flags }),
    )
  }

  /** What actions and targets get: where to send events, and the signal of Ctrl-C or SIGTERM. */
  protected get context(): WorkContext {
    return { emit: this.reporter.emit, signal: this.#interruption.signal }
  }

  /**
   * Opens the environment that `--env`, its variable or the settings file names.
   * @throws UserError when there is no project or no such environment.
   */
  protected async openTarget(): Promise<Target> {
    const surroundings = { env: process.env, workingDirectory: process.cwd() }
    const { target, file, ...located } = await locateEnvironment(this.flags.env as string | undefined, surroundings)
    const options = { ...located, installDatabase: false }
    if (target === 'local') return pickTarget(target, options)
    const { settings } = await resolveSettings({
      flags: { env: located.environment },
      surroundings,
      file,
      unanswered: 'default',
      environment: 'existing',
    })
    return pickTarget(target, { ...options, settings })
  }

  /** Whether somebody can be asked: a terminal to type at, and no flag or document format that forbids it. */
  protected get interactive(): boolean {
    return (
      process.stdin.isTTY === true &&
      process.stderr.isTTY === true &&
      !this.flags['non-interactive'] &&
      !this.flags.json
    )
  }

  /** What was typed, for a next step that differs by a flag or two only. */
  protected get commandLine(): string {
    return ['rds-proxy-webhook', this.id ?? '', ...this.argv.map(quoteArgument)].join(' ')
  }

  /** Prompts on the terminal of this command; each ends when the command is interrupted. */
  protected get prompts(): Prompts {
    return createPrompts({ signal: this.#interruption.signal })
  }

  /** Who is asked before something changes that costs money, and what the flags have answered already. */
  protected get approval(): Omit<ApprovalOptions, 'declined'> {
    const flags = this.flags as Record<string, unknown>
    const { reporter, prompts, interactive, commandLine } = this
    const acceptReplacement = flags['accept-replacement'] === true
    return { reporter, prompts, interactive, commandLine, yes: flags.yes === true, acceptReplacement }
  }

  /**
   * Refuses flags that only mean something on AWS.
   * @throws UserError FlagOfOtherTarget (exit code 2) for the first of them that was given for a local environment
   */
  protected refuseOnLocal(target: Target, names: readonly string[]): void {
    const given = names.find((name) => target.kind === 'local' && (this.flags as Record<string, unknown>)[name])
    if (given === undefined) return
    const without = this.argv.filter((word) => word !== `--${given}`).map(quoteArgument)
    throw new UserError({
      name: 'FlagOfOtherTarget',
      message: `--${given} applies to the target aws, and ${target.environment} is on this computer.`,
      nextSteps: [['rds-proxy-webhook', this.id ?? '', ...without].join(' ')],
      exitCode: ExitCode.usage,
    })
  }

  /** The first Ctrl-C, or SIGTERM, asks the work to stop at a safe point; the second does not wait. */
  #interrupt(): void {
    if (this.#interruption.signal.aborted) process.exit(ExitCode.interrupted)
    this.#interruption.abort()
    setTimeout(() => this.reporter?.emit('noticed', { message: HINT }), HINT_DELAY_MS).unref()
  }
}
