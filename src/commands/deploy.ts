import { deployEnvironment } from '../actions/deploy.ts'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { changeFlags, openForChange } from '../change-environment.ts'
import { renderDeployment } from '../ui/results/deployment.ts'
import { renderPlan } from '../ui/results/plan.ts'

export default class Deploy extends BaseCommand<typeof Deploy> {
  static override summary = 'Apply the settings file: make, start or update the environment; the data stays'
  static override description =
    'Flags and variables count for this deploy only; run init to keep them in rds-proxy-webhook.json.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --port 3100']
  static override flags = {
    ...changeFlags,
  }

  protected async work(): Promise<undefined> {
    const { target, resolved } = await openForChange(this.flags, 'existing', 'default')
    if (this.flags['dry-run']) {
      this.reporter.result(await planEnvironment(target, resolved.settings, this.context), renderPlan)
      return
    }
    this.reporter.result(
      await deployEnvironment(target, resolved, { ...this.context, approve: async () => {} }),
      renderDeployment,
    )
  }
}
