import type { AskedPrices } from './asked-prices.ts'
import type { PricedUsage } from './priced-usage.ts'

/** Finds prices: AWS's own where they were asked for, else the table's. Remembers what was wanted and where it was found. */
export class Rates {
  readonly asked: AskedPrices | undefined
  readonly #wanted = new Map<string, PricedUsage>()

  constructor(asked?: AskedPrices) {
    this.asked = asked
  }

  /** US dollars for a unit; undefined when nobody knows. */
  find(usage: PricedUsage): number | undefined {
    this.#wanted.set(usage.usageType, usage)
    return this.asked?.figures[usage.usageType] ?? usage.table
  }

  /** Everything that was looked for. */
  get wanted(): PricedUsage[] {
    return [...this.#wanted.values()]
  }

  /** Names of what AWS's own price was found for. */
  get fromAws(): string[] {
    return nameOnce(this.wanted.filter((usage) => this.#isAsked(usage)))
  }

  /** Names of what only the table has a price for. */
  get fromTable(): string[] {
    return nameOnce(this.wanted.filter((usage) => !this.#isAsked(usage) && usage.table !== undefined))
  }

  #isAsked({ usageType }: PricedUsage): boolean {
    return this.asked?.figures[usageType] !== undefined
  }
}

function nameOnce(usages: readonly PricedUsage[]): string[] {
  return [...new Set(usages.map(({ name }) => name))]
}
