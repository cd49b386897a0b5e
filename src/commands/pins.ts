import { Args, Flags } from '@oclif/core'
import { explainSql, type PinsResult, readPins, refuseTwoSources, showPins } from '../actions/pins.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { explainPins, readPinCapture } from '../targets/stand-in.ts'
import { renderPins } from '../ui/results/pins.ts'

export default class Pins extends BaseCommand<typeof Pins> {
  static override summary = 'Show which statements pinned clients to their database connections, and what to change'
  static override description =
    'Of the running environment, of a file (a debug log of RDS Proxy or of the stand-in, or SQL), or of one statement that is not run.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --explain "SET @a = 1"',
    '<%= config.bin %> <%= command.id %> proxy.log',
  ]
  static override args = {
    file: Args.string({ description: 'Debug log or SQL to read instead of the environment' }),
  }
  static override flags = {
    ...environmentFlag,
    explain: Flags.string({ summary: 'Say whether this SQL pins; nothing is run', helpValue: 'SQL' }),
    'exclude-variable-sets': Flags.boolean({ summary: 'Explain as with the pinning filter exclude-variable-sets' }),
  }

  protected async work(): Promise<undefined> {
    this.reporter.result(await this.#find(), renderPins)
  }

  async #find(): Promise<PinsResult> {
    const { explain, 'exclude-variable-sets': excludeVariableSets } = this.flags
    const { file } = this.arguments
    if (explain !== undefined && file !== undefined) throw refuseTwoSources(file)
    if (explain !== undefined) return explainSql(explain, excludeVariableSets, explainPins)
    if (file !== undefined) return readPins(file, excludeVariableSets, readPinCapture)
    return showPins(await this.openTarget())
  }
}
