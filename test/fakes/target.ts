import type { ListRequestsQuery, QueryAnswer, QueryRequest, RecordedRequest } from '../../handler/contract.ts'
import { Fault, UserError } from '../../src/errors.ts'
import type { SecretVersions, StartedRotation, Target } from '../../src/targets/target.ts'

type Answer = QueryAnswer<QueryRequest>

/** A recorded request with sensible values for all that a test does not care about. */
export function makeRow(id: number, parts: Partial<RecordedRequest> = {}): RecordedRequest {
  return {
    id,
    receivedAt: new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString(),
    method: 'GET',
    path: `/path/${id}`,
    query: '',
    headers: { host: '127.0.0.1' },
    body: { bytes: 0, encoding: 'utf8', content: '', truncated: false },
    sourceIp: '127.0.0.1',
    requestId: `request-${id}`,
    userAgent: 'test',
    ...parts,
  }
}

/**
 * A Target in memory: rows in an array, answered as the query function's contract says (pages, `before`, `after`,
 * patterns). What a test does not script is refused, so that nothing passes by accident.
 */
export class FakeTarget implements Target {
  readonly kind = 'local'
  readonly environment = 'test'
  /** In the order of their ids. */
  rows: RecordedRequest[] = []
  baseUrl: string | undefined
  /** Every query in the order in which they came. */
  readonly queries: QueryRequest[] = []
  /** The most rows of one answer, whatever the limit: an answer must fit into 6 MB. */
  pageCap = 1_000
  /** Called before each query; may throw, as an environment that is down does. */
  onQuery: (request: QueryRequest) => void | Promise<void> = () => {}
  verifyLogin: (versionId: string) => QueryAnswer<{ operation: 'verify-login'; versionId: string }> = () => {
    throw new Fault('verifyLogin is not scripted')
  }
  startRotation: () => Promise<StartedRotation> = () => this.#unscripted('startRotation')
  secretVersions: () => Promise<SecretVersions> = () => this.#unscripted('secretVersions')

  async url(): Promise<string> {
    if (this.baseUrl) return this.baseUrl
    throw new UserError({ name: 'NotRunning', message: 'It does not run.', nextSteps: ['deploy'], exitCode: 3 })
  }

  async query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>> {
    this.queries.push(request)
    await this.onQuery(request)
    return this.#answer(request) as QueryAnswer<Request>
  }

  plan = () => this.#unscripted('plan')
  deploy = () => this.#unscripted('deploy')
  status = () => this.#unscripted('status')
  loss = () => this.#unscripted('loss')
  destroy = () => this.#unscripted('destroy')

  #answer(request: QueryRequest): Answer {
    if (request.operation === 'verify-login') return this.verifyLogin(request.versionId)
    if (request.operation === 'list-requests') return this.#list(request)
    const newest = this.rows.at(-1)
    return { count: this.rows.length, ...(newest && { newestId: newest.id }) }
  }

  #list(request: ListRequestsQuery): Answer {
    if (request.limit < 1 || request.limit > 1_000) throw new Fault(`limit ${request.limit} breaks the contract`)
    const matching = this.rows.filter((row) => matches(row, request))
    if (request.after === undefined) matching.reverse()
    const count = Math.min(request.limit, this.pageCap)
    return { requests: matching.slice(0, count), more: matching.length > count }
  }

  async #unscripted(method: string): Promise<never> {
    throw new Fault(`${method} is not scripted`)
  }
}

function matches(row: RecordedRequest, request: ListRequestsQuery): boolean {
  const { before = Number.POSITIVE_INFINITY, after = 0, since = '', path, method } = request
  if (row.id >= before || row.id <= after || row.receivedAt < since) return false
  if (method !== undefined && row.method !== method.toUpperCase()) return false
  return path === undefined || matchesPattern(row.path, path)
}

function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`, 's').test(text)
}
