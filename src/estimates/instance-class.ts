/**
 * vCPUs of an RDS instance class by its size: 2 up to `large`, then 4 for each `xlarge`. Undefined for sizes that are
 * named otherwise. Source: Amazon RDS User Guide, "Hardware specifications for DB instance classes".
 */
export function countVcpus(instanceClass: string): number | undefined {
  const size = instanceClass.split('.').at(-1) ?? ''
  if (['micro', 'small', 'medium', 'large'].includes(size)) return 2
  const multiple = /^(\d*)xlarge$/.exec(size)?.[1]
  return multiple === undefined ? undefined : 4 * Number(multiple || 1)
}

/** T classes collect CPU credits, and on RDS pay for what they use beyond them. */
export function hasCpuCredits(instanceClass: string): boolean {
  return /^db\.t\d/.test(instanceClass)
}
