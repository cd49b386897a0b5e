import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { cancelDeploy } from '../actions/cancel.ts'
import { deployEnvironment } from '../actions/deploy.ts'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { deployFlags, openForChange } from '../change-environment.ts'
import { settingsFileName } from '../settings/file.ts'
import { completeEnvironment } from '../settings/write-file.ts'
import { createApproval } from '../ui/approval.ts'
import { renderCancellation } from '../ui/results/cancellation.ts'
import { renderDeployment } from '../ui/results/deployment.ts'
import { renderPlan } from '../ui/results/plan.ts'

export default class Deploy extends BaseCommand<typeof Deploy> {
  static override summary = 'Apply the settings file: make, start or update the environment; the data stays'
  static override description =
    `Flags and variables count for this deploy only; run init to keep them in rds-proxy-webhook.json.
On AWS it shows the change and asks; Ctrl-C leaves AWS at work, and deploy again follows it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 3100',
    '<%= config.bin %> <%= command.id %> --cancel',
  ]
  static override flags = {
    ...deployFlags,
    cancel: Flags.boolean({
      summary: 'End a deploy under way: take an update back, delete what a first deploy made (target aws)',
      exclusive: ['dry-run', 'accept-replacement'],
    }),
  }

  protected async work(): Promise<undefined> {
    const { target, resolved, projectFolder, isKept } = await openForChange(this.flags, 'existing', 'default')
    this.refuseOnLocal(target, ['cancel', 'accept-replacement'])
    if (this.flags.cancel) {
      this.reporter.result(await cancelDeploy(target, this.context), renderCancellation)
      return
    }
    if (this.flags['dry-run']) {
      const options = { isKept, words: this.argv }
      this.reporter.result(await planEnvironment(target, resolved.settings, this.context, options), renderPlan)
      return
    }
    const prepared = (await target.prepareDeploy?.(resolved, this.context)) ?? resolved
    if (prepared.settings.target === 'aws') {
      const { account } = prepared.settings
      await completeEnvironment(join(projectFolder, settingsFileName), prepared.environment, { account })
    }
    const approve = createApproval({ ...this.approval, declined: 'Nothing was changed.' })
    this.reporter.result(await deployEnvironment(target, prepared, { ...this.context, approve }), renderDeployment)
  }
}
