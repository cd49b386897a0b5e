/** The sum, rounded half up. */
export function sum(amounts: number[], decimals: number): number {
  return round(
    amounts.reduce((total, amount) => total + amount, 0),
    decimals,
  )
}

/** Half a unit goes up, also where the binary number lies a hair below (1.005 is 1.00499999999999989...). */
export function round(amount: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(amount * scale + 1e-9) / scale
}

/** So that less is never promised than is billed. */
export function roundUpToCent(amount: number): number {
  return Math.ceil(round(amount * 100, 6)) / 100
}
