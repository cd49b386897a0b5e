import { awsRegions, regionsWithoutProxy } from './aws-regions.ts'
import { closest } from './closest.ts'

/** The sentence that says why a region cannot be, to be put behind its name; undefined when it can. */
export function checkRegion(region: string): string | undefined {
  if (awsRegions.some(({ id }) => id === region)) return undefined
  const without = regionsWithoutProxy.find(({ id }) => id === region)
  if (without) return `must be a region with RDS Proxy, which ${without.name} has not`
  const meant = closest(
    region,
    awsRegions.map(({ id }) => id),
  )
  const hint = meant === undefined ? ', such as eu-central-1' : ` (the nearest name is ${meant})`
  return `must be a region of AWS with RDS Proxy${hint}`
}
