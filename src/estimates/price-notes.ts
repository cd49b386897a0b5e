import { countVcpus } from './instance-class.ts'
import { round } from './money.ts'
import { hoursPerMonth, priceTable } from './price-table.ts'
import { backupUsage, extendedSupportUsage } from './priced-usage.ts'
import type { Rates } from './rates.ts'
import { isOn, listOfType, readText, type Template, type TemplateResource } from './template.ts'

/** Sentences on what the figures do not show. */
export function listNotes(template: Template, rates: Rates): string[] {
  const instances = listOfType(template, 'AWS::RDS::DBInstance')
  const notes = instances.flatMap((instance) => noteOldEngine(instance, rates))
  if (listOfType(template, 'AWS::CloudWatch::Alarm').length > 0) {
    notes.push(`The first ${priceTable.freeAlarmMetrics} alarm metrics of an account are free; all are counted here.`)
  }
  if (instances.some((instance) => isOn(instance, 'MultiAZ')) && listOfType(template, 'AWS::RDS::DBProxy').length > 0) {
    notes.push("RDS Proxy is counted by the vCPUs of the instance without its standby's.")
  }
  if (instances.some(({ DeletionPolicy }) => DeletionPolicy === 'Snapshot')) {
    notes.push(
      `Deleting the stack leaves a final snapshot: ${rates.find(backupUsage)} USD per GiB-month until it is deleted too.`,
    )
  }
  return notes
}

/** A version in paid support is worth a sentence: the surcharge is many times the price of a small instance. */
function noteOldEngine(instance: TemplateResource, rates: Rates): string[] {
  const major = readMajorVersion(instance)
  const usage = extendedSupportUsage(major)
  if (!usage) return []
  const instanceClass = readText(instance, 'DBInstanceClass') ?? ''
  const vcpus = countVcpus(instanceClass)
  const standby = isOn(instance, 'MultiAZ') ? 2 : 1
  const perMonth = vcpus === undefined ? undefined : (rates.find(usage) ?? 0) * vcpus * standby * hoursPerMonth
  const surcharge = perMonth === undefined ? 'a surcharge' : `${round(perMonth, 2).toFixed(2)} USD a month`
  const where = `${instanceClass}${standby === 2 ? ' with its standby' : ''}`
  return [`MySQL ${major} is in paid Extended Support: ${surcharge} on ${where} that MySQL 8.4 does not cost.`]
}

/** `8.0` of `8.0.46`; empty when the version is not written out. */
export function readMajorVersion(instance: TemplateResource): string {
  return (readText(instance, 'EngineVersion') ?? '').split('.').slice(0, 2).join('.')
}
