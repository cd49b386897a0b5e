import type { UsagePrice } from '../targets/target-plan.ts'
import { hasCpuCredits } from './instance-class.ts'
import { round } from './money.ts'
import { backupUsage, cpuCreditUsage, httpApiUsage, type PricedUsage } from './priced-usage.ts'
import type { Rates } from './rates.ts'
import { listOfType, readNumber, readText, type Template } from './template.ts'

/** What costs only when it is used, and is in no total, because the use is not known before. */
export function listUsagePrices(template: Template, rates: Rates): UsagePrice[] {
  const api: UsagePrice[] = has(template, 'AWS::ApiGatewayV2::Api')
    ? [price('HTTP API', httpApiUsage, rates, 'million requests', 1e6)]
    : []
  const functions: UsagePrice[] = has(template, 'AWS::Lambda::Function')
    ? [{ name: 'functions and logs', terms: 'nothing at rest, little use is within the free tier' }]
    : []
  return [...api, ...functions, ...listDatabaseUse(template, rates), { name: 'data transfer', terms: 'not estimated' }]
}

function listDatabaseUse(template: Template, rates: Rates): UsagePrice[] {
  return listOfType(template, 'AWS::RDS::DBInstance').flatMap((instance) => {
    const instanceClass = readText(instance, 'DBInstanceClass') ?? ''
    const credits: UsagePrice[] = hasCpuCredits(instanceClass)
      ? [price('CPU above the base share', cpuCreditUsage(instanceClass), rates, 'vCPU-hour')]
      : []
    const gib = readNumber(instance, 'AllocatedStorage')
    const backups: UsagePrice[] =
      gib !== undefined && (readNumber(instance, 'BackupRetentionPeriod') ?? 1) > 0
        ? [price(`backups above ${gib} GiB`, backupUsage, rates, 'GiB-month')]
        : []
    return [...credits, ...backups]
  })
}

/** @param times how many of AWS's units make one of those that are shown */
function price(name: string, usage: PricedUsage, rates: Rates, per: string, times = 1): UsagePrice {
  const amount = rates.find(usage)
  return amount === undefined
    ? { name, terms: 'without a known price' }
    : { name, amount: round(amount * times, 6), per }
}

function has(template: Template, type: string): boolean {
  return listOfType(template, type).length > 0
}
