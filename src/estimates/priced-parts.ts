import { countVcpus } from './instance-class.ts'
import { hoursPerMonth, priceTable } from './price-table.ts'
import {
  countEntries,
  isOn,
  listOfType,
  readNumber,
  readText,
  type Template,
  type TemplateResource,
} from './template.ts'

/** Something that costs as long as it exists. `perHour` is exact; absent: the table has no price for it. */
export interface PricedPart {
  name: string
  perHour?: number
}

/** What one kind of resource costs. Gets all of that kind, and the template for what its price hangs on. */
type Pricing = (resources: TemplateResource[], template: Template) => PricedPart[]

/** The kinds that cost at rest, in the order in which the plan lists them. */
export const pricings: Readonly<Record<string, Pricing>> = {
  'AWS::RDS::DBInstance': (instances) =>
    instances.flatMap((instance) => [priceInstance(instance), priceStorage(instance), ...priceOldEngine(instance)]),
  'AWS::RDS::DBProxy': (proxies, template) => proxies.map(() => priceProxy(template)),
  'AWS::EC2::VPCEndpoint': (endpoints) => endpoints.filter(isInterface).map(priceEndpoint),
  'AWS::SecretsManager::Secret': (secrets) => secrets.map(() => priceSecret('Secret')),
  'AWS::CloudWatch::Alarm': (alarms) => [priceAlarms(alarms)],
}

/** The secret that RDS keeps for itself is no resource of the template, and is billed all the same. */
export function priceManagedSecrets(template: Template): PricedPart[] {
  return listOfType(template, 'AWS::RDS::DBInstance')
    .filter((instance) => isOn(instance, 'ManageMasterUserPassword'))
    .map(() => priceSecret('Secret, managed by RDS'))
}

function priceInstance(instance: TemplateResource): PricedPart {
  const instanceClass = readText(instance, 'DBInstanceClass') ?? 'of unknown class'
  const perHour = priceTable.instancePerHour[instanceClass]
  return withPrice(`Database, ${instanceClass}${tellStandby(instance)}`, perHour, countInstances(instance))
}

function priceStorage(instance: TemplateResource): PricedPart {
  const gib = readNumber(instance, 'AllocatedStorage')
  const type = readText(instance, 'StorageType')
  const perHour = type === 'gp3' && gib !== undefined ? gib * fromMonth(priceTable.storagePerMonth) : undefined
  const name = `Storage, ${gib ?? '?'} GiB ${type ?? ''}`.trimEnd()
  return withPrice(`${name}${tellStandby(instance)}`, perHour, countInstances(instance))
}

function priceOldEngine(instance: TemplateResource): PricedPart[] {
  const version = readText(instance, 'EngineVersion') ?? ''
  const major = version.split('.').slice(0, 2).join('.')
  const perVcpu = priceTable.extendedSupportPerVcpuHour[major]
  if (perVcpu === undefined) return []
  const vcpus = countVcpus(readText(instance, 'DBInstanceClass') ?? '')
  const perHour = vcpus === undefined ? undefined : vcpus * perVcpu
  return [withPrice(`Extended Support of MySQL ${major}${tellStandby(instance)}`, perHour, countInstances(instance))]
}

/** By the vCPUs of the instance that it serves. Of a standby's no source says that they count, so they do not. */
function priceProxy(template: Template): PricedPart {
  const instances = listOfType(template, 'AWS::RDS::DBInstance')
  const counts = instances.map((instance) => countVcpus(readText(instance, 'DBInstanceClass') ?? ''))
  if (counts.length === 0 || counts.includes(undefined)) return { name: 'RDS Proxy' }
  const vcpus = Math.max(
    counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    priceTable.proxyLeastVcpus,
  )
  return withPrice(`RDS Proxy, ${vcpus} vCPUs`, priceTable.proxyPerVcpuHour, vcpus)
}

function priceEndpoint(endpoint: TemplateResource): PricedPart {
  const zones = countEntries(endpoint, 'SubnetIds')
  const service = JSON.stringify(endpoint.Properties?.ServiceName ?? '').includes('secretsmanager')
  const name = service ? 'Endpoint of Secrets Manager' : 'Interface endpoint'
  if (zones === 0) return { name }
  return withPrice(`${name}, ${zones === 1 ? '1 zone' : `${zones} zones`}`, priceTable.endpointPerHour, zones)
}

/** Endpoints of the type Gateway, which is CloudFormation's default, are free. */
function isInterface(endpoint: TemplateResource): boolean {
  return readText(endpoint, 'VpcEndpointType') === 'Interface'
}

function priceSecret(name: string): PricedPart {
  return withPrice(name, fromMonth(priceTable.secretPerMonth), 1)
}

/** An alarm on an expression is billed for each metric in it. */
function priceAlarms(alarms: TemplateResource[]): PricedPart {
  const metrics = alarms.reduce((sum, alarm) => sum + countMetrics(alarm), 0)
  return withPrice(`Alarms on ${metrics} metrics`, fromMonth(priceTable.alarmMetricPerMonth), metrics)
}

function countMetrics(alarm: TemplateResource): number {
  const metrics = alarm.Properties?.Metrics
  if (!Array.isArray(metrics)) return 1
  return metrics.filter((metric: object) => 'MetricStat' in metric).length
}

/** A standby in a second zone is billed like the instance itself, its storage and Extended Support included. */
function countInstances(instance: TemplateResource): number {
  return isOn(instance, 'MultiAZ') ? 2 : 1
}

function tellStandby(instance: TemplateResource): string {
  return isOn(instance, 'MultiAZ') ? ', Multi-AZ' : ''
}

function withPrice(name: string, perHour: number | undefined, times: number): PricedPart {
  return perHour === undefined ? { name } : { name, perHour: perHour * times }
}

function fromMonth(perMonth: number): number {
  return perMonth / hoursPerMonth
}
