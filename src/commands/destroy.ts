import { Flags } from '@oclif/core'
import { destroyEnvironment } from '../actions/destroy.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { Declined, ExitCode, UserError } from '../errors.ts'
import type { Loss } from '../targets/target.ts'
import { createPrompts } from '../ui/prompts.ts'
import { renderDestruction } from '../ui/results/destruction.ts'
import { renderLoss } from '../ui/results/loss.ts'
import { styleFor } from '../ui/style.ts'

export default class Destroy extends BaseCommand<typeof Destroy> {
  static override summary = 'Stop the environment, delete its data and prove that nothing is left'
  static override description =
    'The settings stay in rds-proxy-webhook.json: deploy makes the environment again, empty.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --env dev --yes',
  ]
  static override flags = {
    ...environmentFlag,
    yes: Flags.boolean({ summary: 'Do not ask for the name to be typed', char: 'y' }),
  }

  protected async work(): Promise<ExitCode> {
    const target = await this.openTarget()
    const result = await destroyEnvironment(target, (loss) => this.#confirm(loss), this.context)
    this.reporter.result(result, renderDestruction)
    return result.leftovers.length === 0 ? ExitCode.done : ExitCode.failed
  }

  async #confirm(loss: Loss): Promise<void> {
    if (this.flags.yes) return
    if (!this.interactive) throw refuseWithoutConsent(loss.environment)
    const question = `${renderLoss(loss, styleFor(process.stderr, process.env))}\nType ${loss.environment} to confirm`
    const typed = await createPrompts().confirmByTyping(question, loss.environment)
    if (!typed) throw new Declined('The name was not typed: nothing was deleted.')
  }
}

function refuseWithoutConsent(environment: string): UserError {
  return new UserError({
    name: 'InputNeeded',
    message: 'destroy deletes data, and nobody can be asked to confirm it.',
    nextSteps: [`rds-proxy-webhook destroy --env ${environment} --yes`],
    exitCode: ExitCode.usage,
  })
}
