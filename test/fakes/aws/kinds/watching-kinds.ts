import { FakeServiceError, type Properties, type ResourceContext, type ResourceKind } from '../service.ts'
import { addLogGroup, deleteLogGroup } from '../state/log-groups.ts'
import { collectTags } from '../state/tags.ts'
import type { FakeAlarm } from '../state/watching.ts'
import { nameResource } from './physical-name.ts'
import { readList, readNumber, readText } from './properties.ts'

const logGroup: ResourceKind = {
  seconds: { create: 3, update: 2, delete: 2 },
  replacedBy: ['LogGroupName'],
  create(properties, context) {
    const { account } = context
    const name = readText(properties, 'LogGroupName') || nameResource(context, 512)
    if (account.logGroups.has(name)) {
      const message = `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`
      throw new FakeServiceError('AlreadyExists', message)
    }
    const made = addLogGroup(account, name, collectTags(properties, context))
    keep(made, properties)
    // CloudFormation's ARN ends with the streams.
    return { physicalId: name, attributes: { Arn: `${made.arn}:*` } }
  },
  update(name, properties, _, { account }) {
    const found = account.logGroups.get(name)
    if (found) keep(found, properties)
    return { physicalId: name, attributes: { Arn: `${found?.arn ?? ''}:*` } }
  },
  delete: (name, _, { account }) => deleteLogGroup(account, name),
}

function keep(group: { retentionDays?: number }, properties: Properties) {
  delete group.retentionDays
  if (properties.RetentionInDays !== undefined) group.retentionDays = readNumber(properties, 'RetentionInDays')
}

const alarm: ResourceKind = {
  seconds: { create: 2, update: 2, delete: 1 },
  replacedBy: ['AlarmName'],
  create(properties, context) {
    const name = readText(properties, 'AlarmName') || nameResource(context, 255)
    const made = makeAlarm(name, properties, context)
    context.account.alarms.set(name, made)
    return { physicalId: name, attributes: { Arn: made.arn } }
  },
  update(name, properties, _, context) {
    const { state, stateReason, changedAt, ...settings } = makeAlarm(name, properties, context)
    Object.assign(context.account.alarms.get(name) ?? {}, settings)
    return { physicalId: name, attributes: { Arn: settings.arn } }
  },
  delete: (name, _, { account }) => void account.alarms.delete(name),
}

function makeAlarm(name: string, properties: Properties, { account }: ResourceContext): FakeAlarm {
  const dimensions = readList<{ Name: string; Value: string }>(properties, 'Dimensions')
  return {
    name,
    arn: account.arn('cloudwatch', `alarm:${name}`),
    description: readText(properties, 'AlarmDescription'),
    metric: readText(properties, 'MetricName'),
    namespace: readText(properties, 'Namespace'),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
    threshold: readNumber(properties, 'Threshold'),
    comparison: readText(properties, 'ComparisonOperator'),
    state: 'OK',
    stateReason: 'Threshold not crossed',
    changedAt: account.now(),
  }
}

export const watchingKinds: Record<string, ResourceKind> = {
  'AWS::Logs::LogGroup': logGroup,
  'AWS::CloudWatch::Alarm': alarm,
}
