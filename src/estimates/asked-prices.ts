/** What AWS itself says that things cost in one region. */
export interface AskedPrices {
  region: string
  /** Day of the asking: `2026-11-23`. */
  date: string
  /** US dollars for a unit, by usage type without the region before it; what AWS has no price for is absent. */
  figures: Readonly<Record<string, number>>
  /** Why AWS could not be asked, or not for everything, as the end of a sentence; absent when it could. */
  reason?: string
}
