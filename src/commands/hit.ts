import { Args, Flags } from '@oclif/core'
import { sendHit } from '../actions/hit.ts'
import { sendLoad } from '../actions/load.ts'
import type { HitRequest } from '../actions/prepare-request.ts'
import { readData } from '../actions/request-data.ts'
import { BaseCommand, environmentFlag } from '../base-command.ts'
import { ExitCode } from '../errors.ts'
import { runSlowStep } from '../events.ts'
import { renderHit } from '../ui/results/hit.ts'
import { renderLoad } from '../ui/results/load.ts'

const step = { id: 'hit', title: 'Wait for the answer and its row' }

export default class Hit extends BaseCommand<typeof Hit> {
  static override summary = 'Send a request, or many, and show the row that it became'
  static override description = `Exit code 1 when a request was not answered with 2xx, or its row is missing;
130 when Ctrl-C ended a load early, with the figures until then.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> /some/path',
    "<%= config.bin %> <%= command.id %> /orders --data '{\"paid\":true}' --header 'content-type: application/json'",
    '<%= config.bin %> <%= command.id %> /load --requests 1000 --concurrency 50',
  ]
  static override args = {
    path: Args.string({ description: 'Path and query, such as /some/path?a=1', required: true }),
  }
  static override flags = {
    ...environmentFlag,
    method: Flags.string({ summary: 'HTTP method; GET, or POST when there is data', char: 'X' }),
    header: Flags.string({
      summary: 'A header line `name: value`; may be repeated',
      char: 'H',
      multiple: true,
      multipleNonGreedy: true,
    }),
    data: Flags.string({
      summary: 'The body: TEXT, @file, or - for standard input',
      char: 'd',
      helpValue: 'TEXT|@file|-',
    }),
    requests: Flags.integer({ summary: 'How many requests to send', char: 'n', default: 1 }),
    concurrency: Flags.integer({ summary: 'How many at once; 10, or fewer when there are fewer requests', char: 'c' }),
  }

  protected async work(): Promise<ExitCode> {
    const { method, header, data, requests } = this.flags
    const hit: HitRequest = {
      path: this.arguments.path,
      ...(method !== undefined && { method }),
      ...(header !== undefined && { headers: header }),
      ...(data !== undefined && { data: await readData(data, process.stdin) }),
    }
    const target = await this.openTarget()
    if (requests === 1 && this.flags.concurrency === undefined) {
      const result = await runSlowStep(this.context.emit, step, () => sendHit(target, hit, this.context))
      this.reporter.result(result, renderHit)
      return result.ok ? ExitCode.done : ExitCode.failed
    }
    const concurrency = this.flags.concurrency ?? Math.min(10, requests)
    const result = await sendLoad(target, { ...hit, requests, concurrency }, this.context)
    this.reporter.result(result, renderLoad)
    if (result.interrupted) return ExitCode.interrupted
    return result.ok ? ExitCode.done : ExitCode.failed
  }
}
