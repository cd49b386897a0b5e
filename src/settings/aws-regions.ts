/** A region of AWS in which the stack can be made. */
export interface AwsRegion {
  /** `eu-west-1` */
  id: string
  /** As AWS calls it: `Europe (Ireland)`. */
  name: string
  /** Must be enabled for the account first. */
  optIn?: boolean
  /**
   * Ids of two zones to use, where RDS Proxy cannot run in every zone; absent: every zone will do. Ids name the same
   * place in every account.
   */
  zones?: readonly [string, string]
}

/**
 * Regions with RDS Proxy for MySQL. Not among them: Asia Pacific (New Zealand), Asia Pacific (Taipei), the secret
 * regions. Sources: Amazon RDS User Guide, "Supported Regions and DB engines for Amazon RDS Proxy" (Mexico was not found
 * in it) and, for zones, "Planning where to use RDS Proxy" (not in `use1-az3` and `usw1-az2`); opt-in: AWS Account
 * Management Guide, "Enable or disable AWS Regions".
 */
export const awsRegions: readonly AwsRegion[] = [
  { id: 'us-east-1', name: 'US East (N. Virginia)', zones: ['use1-az1', 'use1-az2'] },
  { id: 'us-east-2', name: 'US East (Ohio)' },
  { id: 'us-west-1', name: 'US West (N. California)', zones: ['usw1-az1', 'usw1-az3'] },
  { id: 'us-west-2', name: 'US West (Oregon)' },
  { id: 'ca-central-1', name: 'Canada (Central)' },
  { id: 'ca-west-1', name: 'Canada West (Calgary)', optIn: true },
  { id: 'mx-central-1', name: 'Mexico (Central)', optIn: true },
  { id: 'sa-east-1', name: 'South America (São Paulo)' },
  { id: 'eu-central-1', name: 'Europe (Frankfurt)' },
  { id: 'eu-central-2', name: 'Europe (Zurich)', optIn: true },
  { id: 'eu-north-1', name: 'Europe (Stockholm)' },
  { id: 'eu-south-1', name: 'Europe (Milan)', optIn: true },
  { id: 'eu-south-2', name: 'Europe (Spain)', optIn: true },
  { id: 'eu-west-1', name: 'Europe (Ireland)' },
  { id: 'eu-west-2', name: 'Europe (London)' },
  { id: 'eu-west-3', name: 'Europe (Paris)' },
  { id: 'af-south-1', name: 'Africa (Cape Town)', optIn: true },
  { id: 'il-central-1', name: 'Israel (Tel Aviv)', optIn: true },
  { id: 'me-central-1', name: 'Middle East (UAE)', optIn: true },
  { id: 'me-south-1', name: 'Middle East (Bahrain)', optIn: true },
  { id: 'ap-east-1', name: 'Asia Pacific (Hong Kong)', optIn: true },
  { id: 'ap-northeast-1', name: 'Asia Pacific (Tokyo)' },
  { id: 'ap-northeast-2', name: 'Asia Pacific (Seoul)' },
  { id: 'ap-northeast-3', name: 'Asia Pacific (Osaka)' },
  { id: 'ap-south-1', name: 'Asia Pacific (Mumbai)' },
  { id: 'ap-south-2', name: 'Asia Pacific (Hyderabad)', optIn: true },
  { id: 'ap-southeast-1', name: 'Asia Pacific (Singapore)' },
  { id: 'ap-southeast-2', name: 'Asia Pacific (Sydney)' },
  { id: 'ap-southeast-3', name: 'Asia Pacific (Jakarta)', optIn: true },
  { id: 'ap-southeast-4', name: 'Asia Pacific (Melbourne)', optIn: true },
  { id: 'ap-southeast-5', name: 'Asia Pacific (Malaysia)', optIn: true },
  { id: 'ap-southeast-7', name: 'Asia Pacific (Thailand)', optIn: true },
  { id: 'us-gov-east-1', name: 'AWS GovCloud (US-East)' },
  { id: 'us-gov-west-1', name: 'AWS GovCloud (US-West)' },
  { id: 'cn-north-1', name: 'China (Beijing)' },
  { id: 'cn-northwest-1', name: 'China (Ningxia)' },
]

/** Regions that exist, but have no RDS Proxy: worth another sentence than one that is misspelled. */
export const regionsWithoutProxy: readonly AwsRegion[] = [
  { id: 'ap-southeast-6', name: 'Asia Pacific (New Zealand)', optIn: true },
  { id: 'ap-east-2', name: 'Asia Pacific (Taipei)', optIn: true },
]
