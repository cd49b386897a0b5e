import { join } from 'node:path'
import { deployEnvironment } from '../actions/deploy.ts'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { deployFlags, openForChange } from '../change-environment.ts'
import type { Emit } from '../events.ts'
import { settingsFileName } from '../settings/file.ts'
import type { ResolvedSettings } from '../settings/resolve.ts'
import { saveEnvironment } from '../settings/write-file.ts'
import type { Target } from '../targets/target.ts'
import { createApproval } from '../ui/approval.ts'
import { renderDeployment } from '../ui/results/deployment.ts'
import { renderPlace } from '../ui/results/place.ts'
import { renderPlan } from '../ui/results/plan.ts'

export default class Init extends BaseCommand<typeof Init> {
  static override summary = 'Ask what to make, keep the answers in rds-proxy-webhook.json, and deploy it'
  static override description =
    'Each question has a flag and an environment variable. A flag counts before a variable, a variable before the file, the file before the prompt, and the prompt before the default.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --target local --yes',
    '<%= config.bin %> <%= command.id %> --target aws --yes --dry-run',
  ]
  static override flags = {
    ...deployFlags,
  }

  protected async work(): Promise<undefined> {
    const unanswered = this.flags.yes ? 'default' : this.interactive ? this.prompts.ask : 'refuse'
    const { target, resolved, projectFolder } = await openForChange(this.flags, 'new-or-existing', unanswered)
    this.refuseOnLocal(target, ['accept-replacement'])
    if (this.flags['dry-run']) {
      this.reporter.result(await planEnvironment(target, resolved.settings, this.context), renderPlan)
      return
    }
    const prepared = await this.#prepare(target, resolved)
    await saveEnvironment(join(projectFolder, settingsFileName), prepared.environment, prepared.settings)
    const declined = `Nothing was made. The answers are kept in ${settingsFileName}: deploy makes it.`
    const approve = createApproval({ ...this.approval, declined })
    this.reporter.result(await deployEnvironment(target, prepared, { ...this.context, approve }), renderDeployment)
  }

  /** Whose account it is comes to be known here, and is shown before it is written: once, by the target or else here. */
  async #prepare(target: Target, resolved: ResolvedSettings): Promise<ResolvedSettings> {
    let noticed = ''
    const emit: Emit = (name, data) => {
      if (name === 'noticed' && 'message' in data) noticed += data.message
      this.reporter.emit(name, data)
    }
    const prepared = (await target.prepareDeploy?.(resolved, { ...this.context, emit })) ?? resolved
    const { settings } = prepared
    const shown = settings.target !== 'aws' || settings.account === '' || noticed.includes(settings.account)
    if (settings.target === 'aws' && !shown) this.reporter.explain((style) => renderPlace(settings, style))
    return prepared
  }
}
