import { priceTable } from '../estimates/price-table.ts'
import type { Choice } from './question.ts'

/**
 * What a class makes of RDS's default max_connections (its memory / 12,582,880), less what the instance keeps for
 * itself: as reported of classes with the same memory, which is why it is said to be about that many.
 */
const connections: Readonly<Record<string, number>> = {
  'db.t4g.micro': 60,
  'db.t4g.small': 150,
  'db.t4g.medium': 310,
}

/** The small instance classes, each with what it costs and how many connections it allows. */
export const instanceClasses: readonly Choice[] = Object.entries(connections).map(([value, count]) => ({
  value,
  meaning: `${priceTable.instancePerHour[value]?.toFixed(3)} USD an hour in ${priceTable.region}, about ${count} connections`,
}))
