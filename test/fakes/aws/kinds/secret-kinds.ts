import type { FakeAccount } from '../account.ts'
import type { Properties, ResourceContext, ResourceKind } from '../service.ts'
import { makePassword } from '../state/random-password.ts'
import { addSecret, findSecret, findStage } from '../state/secret-store.ts'
import { collectTags } from '../state/tags.ts'
import { readNumber, readObject, readText } from './properties.ts'

const secret: ResourceKind = {
  seconds: { create: 3, update: 2, delete: 2 },
  replacedBy: ['Name'],
  create(properties, context) {
    const { account, logicalId } = context
    const made = addSecret(account, {
      name: readText(properties, 'Name') || `${logicalId}-${account.ids.make(12, 'mixed')}`,
      description: readText(properties, 'Description'),
      text: makeText(account, properties),
      tags: collectTags(properties, context),
    })
    return { physicalId: made.arn, attributes: { Id: made.arn } }
  },
  update(arn, properties, _, context) {
    const found = findSecret(context.account, arn)
    found.description = readText(properties, 'Description')
    found.tags = collectTags(properties, context)
    return { physicalId: arn, attributes: { Id: arn } }
  },
  /** CloudFormation deletes without a recovery window. */
  delete: (arn, _, { account }) => void account.secrets.delete(arn),
}

function makeText(account: FakeAccount, properties: Properties): string {
  const generate = properties.GenerateSecretString as Properties | undefined
  if (generate === undefined) return readText(properties, 'SecretString')
  const password = makePassword(account, generate)
  const template = readText(generate, 'SecretStringTemplate')
  if (template === '') return password
  return JSON.stringify({ ...JSON.parse(template), [readText(generate, 'GenerateStringKey')]: password })
}

/** Writes into the secret how to reach what it is for. Its id is the secret's ARN. */
const targetAttachment: ResourceKind = {
  seconds: { create: 3, delete: 1 },
  replacedBy: [],
  create(properties, context) {
    describeTarget(properties, context)
    return { physicalId: readText(properties, 'SecretId') }
  },
  update(_, properties, __, context) {
    describeTarget(properties, context)
    return { physicalId: readText(properties, 'SecretId') }
  },
}

function describeTarget(properties: Properties, { account }: ResourceContext) {
  const found = findSecret(account, readText(properties, 'SecretId'))
  const instance = account.instances.get(readText(properties, 'TargetId'))
  const current = findStage(found, 'AWSCURRENT')?.[1]
  if (instance === undefined || current?.text === undefined) return
  const { id, endpoint, engine } = instance
  const target = { host: endpoint, port: 3306, engine, dbInstanceIdentifier: id }
  current.text = JSON.stringify({ ...JSON.parse(current.text), ...target })
}

/** Says who rotates and how often. The first rotation is not now: RotateImmediatelyOnUpdate is false in this stack. */
const rotationSchedule: ResourceKind = {
  seconds: { create: 5, update: 5, delete: 2 },
  replacedBy: ['SecretId'],
  create(properties, context) {
    schedule(properties, context)
    return { physicalId: readText(properties, 'SecretId') }
  },
  update(_, properties, __, context) {
    schedule(properties, context)
    return { physicalId: readText(properties, 'SecretId') }
  },
  delete(_, properties, { account }) {
    const found = account.secrets.get(readText(properties, 'SecretId'))
    if (found?.rotation) found.rotation.enabled = false
  },
}

function schedule(properties: Properties, { account }: ResourceContext) {
  findSecret(account, readText(properties, 'SecretId')).rotation = {
    enabled: true,
    functionArn: readText(properties, 'RotationLambdaARN'),
    days: readNumber(readObject(properties, 'RotationRules'), 'AutomaticallyAfterDays', 30),
  }
}

export const secretKinds: Record<string, ResourceKind> = {
  'AWS::SecretsManager::Secret': secret,
  'AWS::SecretsManager::SecretTargetAttachment': targetAttachment,
  'AWS::SecretsManager::RotationSchedule': rotationSchedule,
}
