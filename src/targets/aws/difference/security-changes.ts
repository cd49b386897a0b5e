import type { TemplateDiff } from '@aws-cdk/cloudformation-diff/lib/diff-template.js'
import { describeGuardChanges } from './guard-changes.ts'
import { nameReferences } from './references.ts'

type Statements = TemplateDiff['iamChanges']['statements']
type Statement = Statements['additions'][number]
type Rule = TemplateDiff['securityGroupChanges']['ingress']['additions'][number]

/** What widens or narrows who may do or reach what: statements, rules and switches, one sentence each. */
export function describeSecurityChanges(difference: TemplateDiff): string[] {
  const { iamChanges, securityGroupChanges } = difference
  const { ingress, egress } = securityGroupChanges
  const removedRoles = listRemovedRoles(difference)
  const goesWithRole = ({ principals, resources }: Statement) =>
    [...principals.values, ...resources.values].some((each) => removedRoles.includes(stripKind(each)))
  return [
    ...iamChanges.statements.additions.map((statement) => describeStatement(statement, true)),
    ...iamChanges.statements.removals
      .filter((statement) => !goesWithRole(statement))
      .map((statement) => describeStatement(statement, false)),
    ...removedRoles.map((role) => `${role} goes, with all that it was allowed.`),
    ...iamChanges.managedPolicies.additions.map(
      ({ identityArn, managedPolicyArn }) => `${nameReferences(identityArn)} gets all of ${managedPolicyArn}.`,
    ),
    ...iamChanges.managedPolicies.removals.map(
      ({ identityArn, managedPolicyArn }) => `${nameReferences(identityArn)} loses ${managedPolicyArn}.`,
    ),
    ...ingress.additions.filter(isReal).map((rule) => describeIngress(rule, true)),
    ...ingress.removals.filter(isReal).map((rule) => describeIngress(rule, false)),
    ...egress.additions.filter(isReal).map((rule) => describeEgress(rule, true)),
    ...egress.removals.filter(isReal).map((rule) => describeEgress(rule, false)),
    ...describeGuardChanges(difference),
  ]
}

/** Logical ids: what a role was allowed is not worth a sentence each when the role itself goes. */
function listRemovedRoles(difference: TemplateDiff): string[] {
  return Object.entries(difference.resources.changes)
    .filter(([, { isRemoval, oldResourceType }]) => isRemoval && oldResourceType === 'AWS::IAM::Role')
    .map(([logicalId]) => logicalId)
}

function describeStatement({ effect, principals, actions, resources }: Statement, added: boolean): string {
  const verb = effect === 'Deny' ? 'forbidden' : 'allowed'
  const who = `${principals.not ? 'everybody but ' : ''}${list(principals.values.map(stripKind))}`
  const what = `${actions.not ? 'everything but ' : ''}${list(actions.values)}`
  const where = `${resources.not ? 'all but ' : ''}${list(resources.values.map(nameReferences))}`
  return `${capitalize(who)} ${plural(principals.values)} ${added ? 'newly' : 'no longer'} ${verb} ${what} on ${where}.`
}

/** `AWS:${Role}` is the role, `Service:x.amazonaws.com` is the service. */
function stripKind(principal: string): string {
  return nameReferences(principal.replace(/^(AWS|Service):/, ''))
}

function describeIngress(rule: Rule, added: boolean): string {
  const who = namePeer(rule)
  return `${who} may ${added ? 'newly' : 'no longer'} connect to ${nameReferences(rule.groupId)} on ${namePorts(rule)}.`
}

function describeEgress(rule: Rule, added: boolean): string {
  const to = namePeer(rule)
  return `${nameReferences(rule.groupId)} may ${added ? 'newly' : 'no longer'} connect out to ${to} on ${namePorts(rule)}.`
}

function namePeer({ peer }: Rule): string {
  if (peer?.kind === 'cidr-ip') return peer.ip
  if (peer?.kind === 'security-group') return nameReferences(peer.securityGroupId)
  return peer?.kind === 'prefix-list' ? peer.prefixListId : 'an address that is not known yet'
}

function namePorts({ ipProtocol, fromPort, toPort }: Rule): string {
  if (ipProtocol === '-1') return 'every port'
  if (fromPort === undefined) return `every ${ipProtocol} port`
  return `${ipProtocol} port ${fromPort}${toPort === undefined || toPort === fromPort ? '' : `-${toPort}`}`
}

/** The CDK writes a rule to nowhere into a group that may not connect out, or EC2 would add one to everywhere. */
function isReal({ peer }: Rule): boolean {
  return !(peer?.kind === 'cidr-ip' && peer.ip === '255.255.255.255/32')
}

function list(values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? 'nobody'
  return `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`
}

function plural(values: readonly string[]): string {
  return values.length > 1 ? 'are' : 'is'
}

function capitalize(text: string): string {
  return text.startsWith('everybody') ? `E${text.slice(1)}` : text
}
