import type { Properties, ResourceKind } from '../service.ts'
import { collectTags } from '../state/tags.ts'
import { nameResource } from './physical-name.ts'
import { readList, readText } from './properties.ts'

const role: ResourceKind = {
  seconds: { create: 20, update: 15, delete: 2 },
  replacedBy: ['Path', 'RoleName'],
  create(properties, context) {
    const { account } = context
    const name = readText(properties, 'RoleName') || nameResource(context, 64)
    const made = {
      name,
      arn: `arn:aws:iam::${account.id}:role/${name}`,
      id: `AROA${account.ids.make(17, 'upper')}`,
      trust: properties.AssumeRolePolicyDocument,
      policies: readPolicies(properties),
      tags: collectTags(properties, context),
    }
    account.roles.set(name, made)
    return { physicalId: name, attributes: { Arn: made.arn, RoleId: made.id } }
  },
  update(name, properties, previous, { account }) {
    const found = account.roles.get(name)
    // Policies that the role did not come with belong to resources of their own.
    for (const policy of readPolicies(previous).keys()) found?.policies.delete(policy)
    for (const [policy, document] of readPolicies(properties)) found?.policies.set(policy, document)
    return { physicalId: name, attributes: { Arn: found?.arn ?? '', RoleId: found?.id ?? '' } }
  },
  delete: (name, _, { account }) => void account.roles.delete(name),
}

function readPolicies(properties: Properties): Map<string, unknown> {
  const policies = readList<{ PolicyName: string; PolicyDocument: unknown }>(properties, 'Policies')
  return new Map(policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]))
}

const policy: ResourceKind = {
  seconds: { create: 20, update: 15, delete: 2 },
  create(properties, context) {
    for (const name of readList(properties, 'Roles')) {
      context.account.roles.get(name)?.policies.set(readText(properties, 'PolicyName'), properties.PolicyDocument)
    }
    return { physicalId: nameResource(context, 64), attributes: {} }
  },
  update(id, properties, _, { account }) {
    for (const name of readList(properties, 'Roles')) {
      account.roles.get(name)?.policies.set(readText(properties, 'PolicyName'), properties.PolicyDocument)
    }
    return { physicalId: id }
  },
  delete(_, properties, { account }) {
    for (const name of readList(properties, 'Roles')) {
      account.roles.get(name)?.policies.delete(readText(properties, 'PolicyName'))
    }
  },
}

export const accessKinds: Record<string, ResourceKind> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
}
