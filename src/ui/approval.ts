import { Declined, ExitCode, UserError } from '../errors.ts'
import type { Plan } from '../targets/target-plan.ts'
import type { Prompts } from './prompts.ts'
import type { Reporter } from './reporter.ts'
import { askApproval, renderApproval, summarizeChange } from './results/approval.ts'
import { describeChange } from './results/plan-difference.ts'

export interface ApprovalOptions {
  reporter: Pick<Reporter, 'explain' | 'pause'>
  prompts: Pick<Prompts, 'confirm' | 'confirmByTyping'>
  /** Whether somebody can be asked. */
  interactive: boolean
  /** `--yes`: agrees to everything but a change that deletes or replaces what cannot be made again. */
  yes: boolean
  /** `--accept-replacement`: agrees to that too, as far as it is named by the plan. */
  acceptReplacement: boolean
  /** The command as it was typed, so that what is to be typed instead is whole. */
  commandLine: string
  /** Said when the answer is no. */
  declined: string
}

/**
 * Makes what a deploy calls before it changes anything: shows the change on stderr and asks whether it may be.
 * @returns a function that throws Declined when it may not, and UserError InputNeeded (exit code 2) when nobody can be
 *   asked and the flags do not say it
 */
export function createApproval(options: ApprovalOptions): (plan: Plan) => Promise<void> {
  return async (plan) => {
    const { difference } = plan
    if (difference?.kind === 'unchanged') return
    const dangerous = difference?.dangerous ?? []
    const mustBeTyped = dangerous.length > 0 && !options.acceptReplacement
    await options.reporter.pause()
    options.reporter.explain((style) => `${renderApproval(plan, style)}\n`)
    if (options.yes && !mustBeTyped) return
    if (!options.interactive) throw mustBeTyped ? refuseDanger(plan, options) : refuseSilence(plan, options)
    const agreed = mustBeTyped
      ? await options.prompts.confirmByTyping(`Type ${plan.environment} to confirm`, plan.environment)
      : await options.prompts.confirm(askApproval(plan), false)
    if (!agreed) throw new Declined(options.declined)
  }
}

function refuseSilence(plan: Plan, { commandLine }: ApprovalOptions): UserError {
  return new UserError({
    name: 'InputNeeded',
    message: `This changes ${plan.environment} on AWS (${summarizeChange(plan)}), and nobody can be asked whether it may.`,
    nextSteps: [addFlags(commandLine, ['--yes'])],
    exitCode: ExitCode.usage,
  })
}

function refuseDanger(plan: Plan, { commandLine }: ApprovalOptions): UserError {
  const what = (plan.difference?.dangerous ?? []).map(describeChange).join(', ')
  return new UserError({
    name: 'InputNeeded',
    message: `This change needs more than --yes: ${what}.`,
    nextSteps: [
      addFlags(commandLine, ['--yes', '--accept-replacement']),
      `Or run it on a terminal and type ${plan.environment} when it asks`,
    ],
    exitCode: ExitCode.usage,
  })
}

function addFlags(commandLine: string, flags: readonly string[]): string {
  const typed = commandLine.split(' ')
  return [commandLine, ...flags.filter((flag) => !typed.includes(flag))].join(' ')
}
