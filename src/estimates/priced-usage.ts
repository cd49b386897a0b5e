import { priceTable } from './price-table.ts'

/** Something that AWS has a price for. */
export interface PricedUsage {
  /** As AWS's price list and bills name it, without the region's abbreviation before it. */
  usageType: string
  /** Code of the service in the price list. */
  service: 'AmazonRDS' | 'AmazonVPC' | 'AWSSecretsManager' | 'AmazonCloudWatch' | 'AmazonApiGateway'
  /** What it is called in sentences. */
  name: string
  /** The program's own price in US dollars for a unit; absent: it has none. */
  table?: number
}

/** Per hour, a standby included. @param instanceClass such as `db.t4g.micro` */
export function instanceUsage(instanceClass: string, multiAz: boolean): PricedUsage {
  const single = priceTable.instancePerHour[instanceClass]
  return {
    // Usage types write `xl` where the class has `xlarge`.
    usageType: `${multiAz ? 'Multi-AZUsage' : 'InstanceUsage'}:${instanceClass.replace(/xlarge$/, 'xl')}`,
    service: 'AmazonRDS',
    name: 'database',
    ...(single !== undefined && { table: single * (multiAz ? 2 : 1) }),
  }
}

/** gp3, per GiB and month, a standby's included. */
export function storageUsage(multiAz: boolean): PricedUsage {
  return {
    usageType: multiAz ? 'RDS:Multi-AZ-GP3-Storage' : 'RDS:GP3-Storage',
    service: 'AmazonRDS',
    name: 'storage',
    table: priceTable.storagePerMonth * (multiAz ? 2 : 1),
  }
}

/**
 * Per vCPU and hour. Undefined for a version in standard support.
 * @param major `8.0`
 */
export function extendedSupportUsage(major: string): PricedUsage | undefined {
  const table = priceTable.extendedSupportPerVcpuHour[major]
  if (table === undefined) return undefined
  const years = major === '5.7' ? 'Yr3' : 'Yr1-Yr2'
  return { usageType: `ExtendedSupport:${years}:MySQL${major}`, service: 'AmazonRDS', name: 'Extended Support', table }
}

/** Per vCPU and hour above the base share. */
export function cpuCreditUsage(instanceClass: string): PricedUsage {
  const family = instanceClass.split('.').slice(0, 2).join('.')
  return {
    usageType: `CPUCredits:${family}`,
    service: 'AmazonRDS',
    name: 'CPU credits',
    table: priceTable.cpuCreditPerHour,
  }
}

/** Per vCPU and hour. */
export const proxyUsage: PricedUsage = {
  usageType: 'RDS:ProxyUsage',
  service: 'AmazonRDS',
  name: 'RDS Proxy',
  table: priceTable.proxyPerVcpuHour,
}

/** Per GiB and month. */
export const backupUsage: PricedUsage = {
  usageType: 'RDS:ChargedBackupUsage',
  service: 'AmazonRDS',
  name: 'backups',
  table: priceTable.backupPerMonth,
}

/** Per zone and hour. */
export const endpointUsage: PricedUsage = {
  usageType: 'VpcEndpoint-Hours',
  service: 'AmazonVPC',
  name: 'endpoint',
  table: priceTable.endpointPerHour,
}

/** Per month. */
export const secretUsage: PricedUsage = {
  usageType: 'AWSSecretsManager-Secrets',
  service: 'AWSSecretsManager',
  name: 'secret',
  table: priceTable.secretPerMonth,
}

/** Per metric and month. */
export const alarmUsage: PricedUsage = {
  usageType: 'CW:AlarmMonitorUsage',
  service: 'AmazonCloudWatch',
  name: 'alarms',
  table: priceTable.alarmMetricPerMonth,
}

/** Per request. */
export const httpApiUsage: PricedUsage = {
  usageType: 'ApiGatewayHttpRequest',
  service: 'AmazonApiGateway',
  name: 'HTTP API',
  table: priceTable.httpApiPerMillion / 1e6,
}
