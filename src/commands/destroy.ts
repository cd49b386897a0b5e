import { Flags } from '@oclif/core'
import { destroyEnvironment } from '../actions/destroy.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { Declined, ExitCode, UserError } from '../errors.ts'
import type { Destruction, Loss } from '../targets/target-destruction.ts'
import { renderDestruction } from '../ui/results/destruction.ts'
import { renderLoss } from '../ui/results/loss.ts'

const onlyOnAws = ['remove-protection', 'sweep', 'keep-snapshot']

export default class Destroy extends BaseCommand<typeof Destroy> {
  static override summary = 'Stop the environment, delete its data and prove that nothing is left'
  static override description = `The settings stay in rds-proxy-webhook.json: deploy makes the environment again, empty.
Exit code 1 when something is left on this computer, or something is left on AWS that costs money.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --env dev --yes',
    '<%= config.bin %> <%= command.id %> --remove-protection --keep-snapshot',
  ]
  static override flags = {
    ...environmentFlag,
    yes: Flags.boolean({ summary: 'Do not ask for the name to be typed', char: 'y' }),
    'remove-protection': Flags.boolean({ summary: "Lift the database's protection against deletion (target aws)" }),
    sweep: Flags.boolean({ summary: 'Delete too what a delete leaves behind: logs, backups, snapshots (target aws)' }),
    'keep-snapshot': Flags.boolean({ summary: 'Keep the final snapshot of the database (target aws)' }),
  }

  protected async work(): Promise<ExitCode> {
    const target = await this.openTarget()
    this.refuseOnLocal(target, onlyOnAws)
    const options = {
      removeProtection: this.flags['remove-protection'],
      sweep: this.flags.sweep,
      keepSnapshot: this.flags['keep-snapshot'],
    }
    const result = await destroyEnvironment(target, (loss) => this.#confirm(loss), this.context, options)
    this.reporter.result(result, renderDestruction)
    return isComplete(result) ? ExitCode.done : ExitCode.failed
  }

  async #confirm(loss: Loss): Promise<void> {
    if (this.flags.yes) return
    if (!this.interactive) throw this.#refuseWithoutConsent(loss.environment)
    await this.reporter.pause()
    this.reporter.explain((style) => renderLoss(loss, style))
    const typed = await this.prompts.confirmByTyping(`Type ${loss.environment} to confirm`, loss.environment)
    if (!typed) throw new Declined('The name was not typed: nothing was deleted.')
  }

  #refuseWithoutConsent(environment: string): UserError {
    const options = onlyOnAws.filter((name) => (this.flags as Record<string, unknown>)[name])
    const flags = [...options.map((name) => ` --${name}`), ' --yes'].join('')
    return new UserError({
      name: 'InputNeeded',
      message: 'destroy deletes data, and nobody can be asked to confirm it.',
      nextSteps: [`rds-proxy-webhook destroy --env ${environment}${flags}`],
      exitCode: ExitCode.usage,
    })
  }
}

/** On this computer nothing is billed, and still all was to go; on AWS it is the bill that must end. */
function isComplete({ target, leftovers }: Destruction): boolean {
  return target === 'local' ? leftovers.length === 0 : !leftovers.some(({ billed }) => billed)
}
