import { Flags } from '@oclif/core'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { changeFlags, openForChange } from '../change-environment.ts'
import { renderPlan, renderPolicy, renderTemplate } from '../ui/results/plan.ts'

export default class Plan extends BaseCommand<typeof Plan> {
  static override summary = 'Show what a deploy would make or change; changes nothing and needs no credentials'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --target aws --template > template.json',
    '<%= config.bin %> <%= command.id %> --target aws --policy > policy.json',
  ]
  static override flags = {
    ...changeFlags,
    template: Flags.boolean({ summary: 'Print the CloudFormation template (target aws)' }),
    policy: Flags.boolean({
      summary: 'Print the smallest IAM policy that these settings need (target aws)',
      exclusive: ['template'],
    }),
  }

  protected async work(): Promise<undefined> {
    const { target, resolved, isKept } = await openForChange(this.flags, 'default-or-new', 'default')
    this.refuseOnLocal(target, ['policy'])
    const { policy, template } = this.flags
    const options = { policy, isKept, words: this.argv }
    const plan = await planEnvironment(target, resolved.settings, this.context, options)
    this.reporter.result(plan, policy ? renderPolicy : template ? renderTemplate : renderPlan)
  }
}
