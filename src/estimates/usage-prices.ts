import type { UsagePrice } from '../targets/target.ts'
import { hasCpuCredits } from './instance-class.ts'
import { priceTable } from './price-table.ts'
import { listOfType, readNumber, readText, type Template } from './template.ts'

/** What costs only when it is used, and is in no total, because the use is not known before. */
export function listUsagePrices(template: Template): UsagePrice[] {
  const api: UsagePrice[] = has(template, 'AWS::ApiGatewayV2::Api')
    ? [{ name: 'HTTP API', amount: priceTable.httpApiPerMillion, per: 'million requests' }]
    : []
  const functions: UsagePrice[] = has(template, 'AWS::Lambda::Function')
    ? [{ name: 'functions and logs', terms: 'nothing at rest, little use is within the free tier' }]
    : []
  return [...api, ...functions, ...listDatabaseUse(template), { name: 'data transfer', terms: 'not estimated' }]
}

function listDatabaseUse(template: Template): UsagePrice[] {
  return listOfType(template, 'AWS::RDS::DBInstance').flatMap((instance) => {
    const credits: UsagePrice[] = hasCpuCredits(readText(instance, 'DBInstanceClass') ?? '')
      ? [{ name: 'CPU above the base share', amount: priceTable.cpuCreditPerHour, per: 'vCPU-hour' }]
      : []
    const gib = readNumber(instance, 'AllocatedStorage')
    const backups: UsagePrice[] =
      gib !== undefined && (readNumber(instance, 'BackupRetentionPeriod') ?? 1) > 0
        ? [{ name: `backups above ${gib} GiB`, amount: priceTable.backupPerMonth, per: 'GiB-month' }]
        : []
    return [...credits, ...backups]
  })
}

function has(template: Template, type: string): boolean {
  return listOfType(template, type).length > 0
}
