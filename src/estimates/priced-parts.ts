import { countVcpus } from './instance-class.ts'
import { readMajorVersion } from './price-notes.ts'
import { hoursPerMonth, priceTable } from './price-table.ts'
import {
  alarmUsage,
  endpointUsage,
  extendedSupportUsage,
  instanceUsage,
  proxyUsage,
  secretUsage,
  storageUsage,
} from './priced-usage.ts'
import type { Rates } from './rates.ts'
import {
  countEntries,
  isOn,
  listOfType,
  readNumber,
  readText,
  type Template,
  type TemplateResource,
} from './template.ts'

/** Something that costs as long as it exists. `perHour` is exact; absent: nobody has a price for it. */
export interface PricedPart {
  name: string
  perHour?: number
}

/** What one kind of resource costs. Gets all of that kind, and the template for what its price hangs on. */
type Pricing = (resources: TemplateResource[], template: Template, rates: Rates) => PricedPart[]

/** The kinds that cost at rest, in the order in which the plan lists them. */
export const pricings: Readonly<Record<string, Pricing>> = {
  'AWS::RDS::DBInstance': (instances, _, rates) =>
    instances.flatMap((instance) => [
      priceInstance(instance, rates),
      priceStorage(instance, rates),
      ...priceOldEngine(instance, rates),
    ]),
  'AWS::RDS::DBProxy': (proxies, template, rates) => proxies.map(() => priceProxy(template, rates)),
  'AWS::EC2::VPCEndpoint': (endpoints, _, rates) =>
    endpoints.filter(isInterface).map((endpoint) => priceEndpoint(endpoint, rates)),
  'AWS::SecretsManager::Secret': (secrets, _, rates) => secrets.map(() => priceSecret('Secret', rates)),
  'AWS::CloudWatch::Alarm': (alarms, _, rates) => [priceAlarms(alarms, rates)],
}

/** The secret that RDS keeps for itself is no resource of the template, and is billed all the same. */
export function priceManagedSecrets(template: Template, rates: Rates): PricedPart[] {
  return listOfType(template, 'AWS::RDS::DBInstance')
    .filter((instance) => isOn(instance, 'ManageMasterUserPassword'))
    .map(() => priceSecret('Secret, managed by RDS', rates))
}

function priceInstance(instance: TemplateResource, rates: Rates): PricedPart {
  const instanceClass = readText(instance, 'DBInstanceClass')
  const name = `Database, ${instanceClass ?? 'of unknown class'}${tellStandby(instance)}`
  if (instanceClass === undefined) return { name }
  return withPrice(name, rates.find(instanceUsage(instanceClass, isOn(instance, 'MultiAZ'))), 1)
}

function priceStorage(instance: TemplateResource, rates: Rates): PricedPart {
  const gib = readNumber(instance, 'AllocatedStorage')
  const type = readText(instance, 'StorageType')
  const name = `${`Storage, ${gib ?? '?'} GiB ${type ?? ''}`.trimEnd()}${tellStandby(instance)}`
  if (type !== 'gp3' || gib === undefined) return { name }
  return withPrice(name, fromMonth(rates.find(storageUsage(isOn(instance, 'MultiAZ')))), gib)
}

function priceOldEngine(instance: TemplateResource, rates: Rates): PricedPart[] {
  const major = readMajorVersion(instance)
  const usage = extendedSupportUsage(major)
  if (!usage) return []
  const vcpus = countVcpus(readText(instance, 'DBInstanceClass') ?? '')
  const name = `Extended Support of MySQL ${major}${tellStandby(instance)}`
  return [vcpus === undefined ? { name } : withPrice(name, rates.find(usage), vcpus * countInstances(instance))]
}

/** By the vCPUs of the instance that it serves. Of a standby's no source says that they count, so they do not. */
function priceProxy(template: Template, rates: Rates): PricedPart {
  const instances = listOfType(template, 'AWS::RDS::DBInstance')
  const counts = instances.map((instance) => countVcpus(readText(instance, 'DBInstanceClass') ?? ''))
  if (counts.length === 0 || counts.includes(undefined)) return { name: 'RDS Proxy' }
  const vcpus = Math.max(
    counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    priceTable.proxyLeastVcpus,
  )
  return withPrice(`RDS Proxy, ${vcpus} vCPUs`, rates.find(proxyUsage), vcpus)
}

function priceEndpoint(endpoint: TemplateResource, rates: Rates): PricedPart {
  const zones = countEntries(endpoint, 'SubnetIds')
  const service = JSON.stringify(endpoint.Properties?.ServiceName ?? '').includes('secretsmanager')
  const name = service ? 'Endpoint of Secrets Manager' : 'Interface endpoint'
  if (zones === 0) return { name }
  return withPrice(`${name}, ${zones === 1 ? '1 zone' : `${zones} zones`}`, rates.find(endpointUsage), zones)
}

/** Endpoints of the type Gateway, which is CloudFormation's default, are free. */
function isInterface(endpoint: TemplateResource): boolean {
  return readText(endpoint, 'VpcEndpointType') === 'Interface'
}

function priceSecret(name: string, rates: Rates): PricedPart {
  return withPrice(name, fromMonth(rates.find(secretUsage)), 1)
}

/** An alarm on an expression is billed for each metric in it. */
function priceAlarms(alarms: TemplateResource[], rates: Rates): PricedPart {
  const metrics = alarms.reduce((sum, alarm) => sum + countMetrics(alarm), 0)
  return withPrice(`Alarms on ${metrics} metrics`, fromMonth(rates.find(alarmUsage)), metrics)
}

function countMetrics(alarm: TemplateResource): number {
  const metrics = alarm.Properties?.Metrics
  if (!Array.isArray(metrics)) return 1
  return metrics.filter((metric: object) => 'MetricStat' in metric).length
}

/** A standby in a second zone is billed like the instance itself, its Extended Support included. */
function countInstances(instance: TemplateResource): number {
  return isOn(instance, 'MultiAZ') ? 2 : 1
}

function tellStandby(instance: TemplateResource): string {
  return isOn(instance, 'MultiAZ') ? ', Multi-AZ' : ''
}

function withPrice(name: string, perHour: number | undefined, times: number): PricedPart {
  return perHour === undefined ? { name } : { name, perHour: perHour * times }
}

function fromMonth(perMonth: number | undefined): number | undefined {
  return perMonth === undefined ? undefined : perMonth / hoursPerMonth
}
