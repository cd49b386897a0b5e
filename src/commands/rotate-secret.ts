import { Flags } from '@oclif/core'
import { rotateSecret } from '../actions/rotate-secret.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { ExitCode } from '../errors.ts'
import { renderRotation } from '../ui/results/rotation.ts'

export default class RotateSecret extends BaseCommand<typeof RotateSecret> {
  static override summary = "Rotate the database's password while requests flow, and prove that none was lost"
  static override description = 'Exit code 1 when the proof fails.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --no-load']
  static override flags = {
    ...environmentFlag,
    load: Flags.boolean({ summary: 'Send requests while rotating', allowNo: true, default: true }),
  }

  protected async work(): Promise<ExitCode> {
    const target = await this.openTarget()
    const result = await rotateSecret(target, { load: this.flags.load }, this.context)
    this.reporter.result(result, renderRotation)
    return result.proved ? ExitCode.done : ExitCode.failed
  }
}
