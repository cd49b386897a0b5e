import type { CostSoFar } from '../targets/target-status.ts'

const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `about 1,234.50 USD`; what is more than nothing never looks like it. */
export function aboutMoney(amount: number): string {
  if (amount <= 0) return 'nothing'
  return amount < 0.005 ? 'less than 0.01 USD' : `about ${cents.format(amount)} USD`
}

/** `about 12.34 USD since 2026-03-01`. */
export function describeCost({ amount, since }: CostSoFar): string {
  return `${aboutMoney(amount)} since ${since.slice(0, 10)}`
}
