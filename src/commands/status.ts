import { Flags } from '@oclif/core'
import { showStatus } from '../actions/status.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import type { ExitCode } from '../errors.ts'
import { runSlowStep } from '../events.ts'
import { renderStatus } from '../ui/results/status.ts'

const step = { id: 'status', title: 'Ask how it is' }

export default class Status extends BaseCommand<typeof Status> {
  static override summary = 'Show what runs, since when, and how the proxy is'
  static override description = 'Exit code 0 when the environment runs, 3 when it does not.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --watch',
  ]
  static override flags = {
    ...environmentFlag,
    watch: Flags.boolean({ summary: 'Follow a change that is under way until it ends, then show it (target aws)' }),
    drift: Flags.boolean({ summary: 'Ask whether somebody changed the resources by other means (target aws)' }),
  }

  protected async work(): Promise<ExitCode> {
    const target = await this.openTarget()
    this.refuseOnLocal(target, ['watch', 'drift'])
    if (this.flags.watch) await target.watch?.(this.context)
    const status = await runSlowStep(this.context.emit, step, () => showStatus(target, { drift: this.flags.drift }))
    this.reporter.result(status, renderStatus)
    return status.exitCode
  }
}
