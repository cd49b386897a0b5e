import { estimateLocalDuration, estimateLocalPrice } from '../../estimates/local-estimates.ts'
import type { LocalSettings } from '../../settings/settings.ts'
import type { Plan } from '../target-plan.ts'

/** What a local deploy makes. */
export function planLocal(environment: string, settings: LocalSettings): Plan {
  return {
    target: 'local',
    environment,
    resources: [
      { kind: 'HTTP API', count: 1, purpose: `takes any URL on http://127.0.0.1:${settings.port || '(a free port)'}` },
      {
        kind: 'Function',
        count: 3,
        purpose: `webhook (up to ${settings.functionConcurrency} at once), query, rotation; one process each`,
      },
      {
        kind: 'RDS Proxy stand-in',
        count: 1,
        purpose: `lends up to ${settings.proxy.maxConnectionsPercent} % of the database's connections to any number of clients`,
      },
      {
        kind: 'Database server',
        count: 1,
        purpose: `MySQL-compatible, ${settings.databaseMaxConnections} connections at most, reached by Unix socket only`,
      },
      { kind: 'Secret', count: 1, purpose: 'the generated password, in a Secrets Manager endpoint of its own' },
    ],
    price: estimateLocalPrice(),
    duration: estimateLocalDuration(),
  }
}
