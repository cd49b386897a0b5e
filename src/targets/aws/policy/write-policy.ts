import type { Template } from '../../../estimates/template.ts'
import { isOn, listOfType } from '../../../estimates/template.ts'
import type { Grant, GrantRow } from './grant.ts'
import { grantPlaces } from './network-grants.ts'
import { packDocuments } from './pack-documents.ts'
import type { PolicyPlace } from './place.ts'
import { programGrants } from './program-calls.ts'
import { grantSecrets, managedSecretGrants, resourceGrants } from './resource-grants.ts'
import { type PolicyDocument, writeStatements } from './statements.ts'

/**
 * The smallest permissions that an environment of this template needs, to deploy, operate and destroy it: what the
 * program calls, and what CloudFormation calls in the caller's name for the kinds of resources in the template.
 * Several documents where one would be longer than a managed policy may be; each can be a policy of its own.
 * @throws Error for a kind of resource that nobody has decided on
 */
export function writePolicy(template: Template, place: PolicyPlace): PolicyDocument[] {
  return packDocuments(writeStatements(listGrants(template, place)))
}

function listGrants(template: Template, place: PolicyPlace): Grant[] {
  const kinds = new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))
  const rows = [...kinds].flatMap((kind) => rowsOf(kind))
  const features = isManaged(template) ? new Set([...kinds, 'managed']) : kinds
  return [...rows, ...rowsOfTemplate(template, kinds), ...programGrants(features)].map((row) => row(place))
}

function rowsOf(kind: string): readonly GrantRow[] {
  const rows = resourceGrants[kind]
  if (!rows) throw new Error(`Nobody has decided which permissions ${kind} needs.`)
  return rows
}

/** Whether RDS keeps the password in a secret of its own. */
function isManaged(template: Template): boolean {
  return listOfType(template, 'AWS::RDS::DBInstance').some((instance) => isOn(instance, 'ManageMasterUserPassword'))
}

/** What depends on names and ids that are in the template. */
function rowsOfTemplate(template: Template, kinds: ReadonlySet<string>): GrantRow[] {
  const secrets = Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::SecretsManager::Secret')
    .map(([id]) => id)
  const vpcIds = listTexts(template, 'AWS::EC2::SecurityGroup', 'VpcId')
  const subnetIds = listTexts(template, 'AWS::EC2::VPCEndpoint', 'SubnetIds')
  return [
    ...(secrets.length > 0 ? grantSecrets(secrets) : []),
    ...(isManaged(template) ? managedSecretGrants : []),
    ...(kinds.has('AWS::EC2::SecurityGroup') ? grantPlaces(vpcIds, subnetIds, kinds.has('AWS::EC2::VPCEndpoint')) : []),
  ]
}

/** Values that are written out: ids of what was there before. References are to the environment's own. */
function listTexts(template: Template, type: string, property: string): string[] {
  const values = listOfType(template, type).flatMap(({ Properties }) => [Properties?.[property]].flat())
  return [...new Set(values.filter((value): value is string => typeof value === 'string'))]
}
