/**
 * What AWS bills in us-east-1, in US dollars before tax, without discounts and free allowances. An estimate: collected
 * second-hand from published price lists in the month given, and not asked from AWS. Change the date with any figure.
 * Listings of AWS's own price list from 2026-09 and 2026-10 that others published have the same figures for
 * db.t4g.micro, gp3, backups, CPU credits, RDS Proxy, endpoint, secret, HTTP API and Extended Support.
 */
export const priceTable = {
  /** Year and month in which the figures were collected. */
  date: '2026-11',
  region: 'us-east-1',

  /** MySQL, one zone, on demand, per hour. Classes that are not here have no price, not a guessed one. */
  instancePerHour: {
    'db.t4g.micro': 0.016,
    'db.t4g.small': 0.032,
    'db.t4g.medium': 0.065,
  } as Readonly<Record<string, number>>,
  /** gp3, one zone, per GiB and month. */
  storagePerMonth: 0.115,
  /** Backups beyond the size of the storage, and snapshots, per GiB and month. */
  backupPerMonth: 0.095,
  /** T classes may use more than their share of the CPU, per vCPU and hour of it. */
  cpuCreditPerHour: 0.075,

  /** RDS Proxy, per vCPU of the database's instance and hour; at least `proxyLeastVcpus` are billed. */
  proxyPerVcpuHour: 0.015,
  proxyLeastVcpus: 2,

  /** Interface endpoint, per zone and hour begun. */
  endpointPerHour: 0.01,
  secretPerMonth: 0.4,
  /** Alarm of standard resolution, per metric that it watches and month. */
  alarmMetricPerMonth: 0.1,
  /** Metrics of alarms that an account has free of charge. */
  freeAlarmMetrics: 10,
  httpApiPerMillion: 1,

  /**
   * RDS Extended Support of MySQL's major versions, per vCPU and hour; it counts the standby too. 5.7 is in its third
   * year, which costs twice as much. Source: Amazon RDS User Guide, "RDS Extended Support charges".
   */
  extendedSupportPerVcpuHour: { '8.0': 0.1, '5.7': 0.2 } as Readonly<Record<string, number>>,
} as const

/** AWS's own length of a month in price examples. */
export const hoursPerMonth = 730

/** Kinds that cost nothing, however long they exist. */
export const freeKinds: ReadonlySet<string> = new Set([
  'AWS::EC2::VPC',
  'AWS::EC2::Subnet',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::RDS::DBSubnetGroup',
  'AWS::RDS::DBProxyTargetGroup',
  'AWS::SecretsManager::SecretTargetAttachment',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::Lambda::Permission',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
])

/** Kinds that cost nothing at rest: they are billed by requests, run time and bytes. */
export const kindsBilledByUse: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::ApiGatewayV2::Api',
])
