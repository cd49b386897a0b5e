/**
 * Regions with a zone in which RDS Proxy cannot run (`use1-az3`, `usw1-az2`), and the two zones to use there.
 * The proxy silently leaves out a subnet in such a zone, so the zones must be right before it is made.
 * Source: Amazon RDS User Guide, "Planning where to use RDS Proxy".
 */
const zonesWithProxy: Readonly<Record<string, readonly [string, string]>> = {
  'us-east-1': ['use1-az1', 'use1-az2'],
  'us-west-1': ['usw1-az1', 'usw1-az3'],
}

/** Ids of zones in which RDS Proxy cannot run. Source: as above. */
const zonesWithoutProxy: ReadonlySet<string> = new Set(['use1-az3', 'usw1-az2'])

/**
 * Whether RDS Proxy runs in a zone, given its id: not in Local Zones (`use1-bos1-az1`) and Wavelength Zones either.
 */
export function hasProxy(zoneId: string): boolean {
  return /^[a-z]+\d+-az\d+$/.test(zoneId) && !zonesWithoutProxy.has(zoneId)
}

/**
 * Ids of the zones to place the subnets in, without asking AWS. Ids name the same place in every account, names such
 * as `us-east-1a` do not. Undefined: every zone of the region will do, so CloudFormation takes the account's first two.
 */
export function chooseZones(region: string, wanted?: readonly [string, string]): readonly [string, string] | undefined {
  return wanted ?? zonesWithProxy[region]
}
