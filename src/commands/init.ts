import { join } from 'node:path'
import { deployEnvironment } from '../actions/deploy.ts'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { deployFlags, openForChange } from '../change-environment.ts'
import { settingsFileName } from '../settings/file.ts'
import { saveEnvironment } from '../settings/write-file.ts'
import { createApproval } from '../ui/approval.ts'
import { renderDeployment } from '../ui/results/deployment.ts'
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
    const unanswered = this.flags.yes ? 'default' : this.interactive ? this.prompts : 'refuse'
    const { target, resolved, projectFolder, isKept } = await openForChange(this.flags, 'new-or-existing', unanswered)
    this.refuseOnLocal(target, ['accept-replacement'])
    if (this.flags['dry-run']) {
      const options = { isKept, words: this.argv }
      this.reporter.result(await planEnvironment(target, resolved.settings, this.context, options), renderPlan)
      return
    }
    const prepared = (await target.prepareDeploy?.(resolved, this.context)) ?? resolved
    await saveEnvironment(join(projectFolder, settingsFileName), prepared.environment, prepared.settings)
    const declined = `Nothing was made. The answers are kept in ${settingsFileName}: deploy makes it.`
    const approve = createApproval({ ...this.approval, declined })
    this.reporter.result(await deployEnvironment(target, prepared, { ...this.context, approve }), renderDeployment)
  }
}
