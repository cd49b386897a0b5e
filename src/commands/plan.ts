import { Flags } from '@oclif/core'
import { planEnvironment } from '../actions/plan.ts'
import { BaseCommand } from '../base-command.ts'
import { changeFlags, openForChange } from '../change-environment.ts'
import { renderPlan, renderTemplate } from '../ui/results/plan.ts'

export default class Plan extends BaseCommand<typeof Plan> {
  static override summary = 'Show what a deploy would make; changes nothing and needs no credentials'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --target aws --template > template.json',
  ]
  static override flags = {
    ...changeFlags,
    template: Flags.boolean({ summary: 'Print the CloudFormation template (target aws)' }),
  }

  protected async work(): Promise<undefined> {
    const { target, resolved } = await openForChange(this.flags, 'new-or-existing', 'default')
    const plan = await planEnvironment(target, resolved.settings, this.context)
    this.reporter.result(plan, this.flags.template ? renderTemplate : renderPlan)
  }
}
