import type { PlannedDuration, PlannedPrice } from '../targets/target-plan.ts'

/** What an environment on this computer costs: nothing, as nothing of it is outside. */
export function estimateLocalPrice(): PlannedPrice {
  return {
    currency: 'USD',
    lines: [],
    perHour: 0,
    perMonth: 0,
    afterOneHour: 0,
    usage: [],
    unpriced: [],
    source: { kind: 'not-billed', statement: 'Everything runs on this computer.' },
    notes: [],
  }
}

/** How long a local environment takes to answer, as `npm run bench` measures it on two cores. */
export function estimateLocalDuration(): PlannedDuration {
  return {
    seconds: 1,
    atLeast: 1,
    atMost: 2,
    criticalPath: [
      { resource: 'Database server', kind: 'Database server', startsAt: 0, seconds: 1, figure: 'measured' },
    ],
    beside: [],
    statement: 'Measured on two cores; the first time, when the data directory is made, it takes longer.',
    notes: [],
  }
}
