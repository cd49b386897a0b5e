import { Flags } from '@oclif/core'
import { followRows } from '../actions/follow-rows.ts'
import { listRows, MAX_ROWS, type RowsOptions } from '../actions/rows.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { ExitCode, UserError } from '../errors.ts'
import { runSlowStep } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { createRowsFollower, formatRows, ROW_FORMATS, type RowFormat, summarizeRows } from '../ui/results/rows.ts'

const step = { id: 'rows', title: 'Read the rows' }

export default class Rows extends BaseCommand<typeof Rows> {
  static override summary = 'Show the newest recorded requests, read through the proxy'
  static override description = 'Without --follow, no rows is no error. With it, Ctrl-C is the normal end: exit code 0.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --limit 50',
    "<%= config.bin %> <%= command.id %> --path '/orders/*' --since 10m",
    '<%= config.bin %> <%= command.id %> --follow',
    '<%= config.bin %> <%= command.id %> --format csv > requests.csv',
  ]
  static override flags = {
    ...environmentFlag,
    limit: Flags.integer({ summary: `How many, 1 to ${MAX_ROWS.toLocaleString('en')}`, default: 20 }),
    before: Flags.integer({ summary: 'Only rows with a lower id: the page that follows', helpValue: 'ID' }),
    since: Flags.string({ summary: 'Received since: ISO 8601, or 30s, 10m, 2h, 1d ago', helpValue: 'TIME' }),
    path: Flags.string({ summary: 'Only this path; * stands for anything' }),
    method: Flags.string({ summary: 'Only this method' }),
    follow: Flags.boolean({ summary: 'Go on with new rows as they come, until Ctrl-C', char: 'f' }),
    format: Flags.option({ summary: 'How to print them; a table unless told otherwise', options: ROW_FORMATS })(),
  }

  protected async work(): Promise<undefined> {
    const { limit, before, since, path, method, follow, json } = this.flags
    if (follow && json) throw refuseEndlessDocument()
    if (this.flags.format && json) throw refuseTwoFormats()
    const format = this.flags.format ?? 'table'
    const target = await this.openTarget()
    const options: RowsOptions = {
      limit,
      ...(before !== undefined && { before }),
      ...(since !== undefined && { since }),
      ...(path !== undefined && { path }),
      ...(method !== undefined && { method }),
    }
    if (follow) await this.#follow(target, options, format)
    else await this.#list(target, options, format)
  }

  async #list(target: Target, options: RowsOptions, format: RowFormat): Promise<void> {
    const result = await runSlowStep(this.context.emit, step, () => listRows(target, options, this.context))
    if (this.flags.json) return this.reporter.result(result, () => '')
    this.reporter.write(formatRows(result.rows, format, this.reporter.style))
    if (format === 'table') this.reporter.explain((style) => summarizeRows(result, style))
  }

  async #follow(target: Target, options: RowsOptions, format: RowFormat): Promise<void> {
    const formatBatch = createRowsFollower(format, this.reporter.style)
    await followRows(target, options, (rows) => this.reporter.write(formatBatch(rows)), this.context)
  }
}

function refuseEndlessDocument(): UserError {
  return new UserError({
    name: 'EndlessDocument',
    message: '--json prints one document, and --follow never ends.',
    nextSteps: ['rds-proxy-webhook rows --follow --format ndjson'],
    exitCode: ExitCode.usage,
  })
}

function refuseTwoFormats(): UserError {
  return new UserError({
    name: 'TwoFormats',
    message: '--json prints one JSON document with the rows in it, and --format prints the rows alone.',
    nextSteps: ['rds-proxy-webhook rows --json', 'rds-proxy-webhook rows --format json'],
    exitCode: ExitCode.usage,
  })
}
