import { showStatus } from '../actions/status.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import type { ExitCode } from '../errors.ts'
import { renderStatus } from '../ui/results/status.ts'

export default class Status extends BaseCommand<typeof Status> {
  static override summary = 'Show what runs, since when, and how the proxy is'
  static override description = 'Exit code 0 when the environment runs, 3 when it does not.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = { ...environmentFlag }

  protected async work(): Promise<ExitCode> {
    const status = await showStatus(await this.openTarget())
    this.reporter.result(status, renderStatus)
    return status.exitCode
  }
}
