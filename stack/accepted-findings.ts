import type { Stack } from 'aws-cdk-lib/core'
import { Validations } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'
import type { AwsSettings } from '../src/settings/settings.ts'

interface AcceptedFinding {
  /** Rule of cdk-nag's pack AwsSolutions. */
  rule: string
  /** Path of the construct inside the stack. */
  path: string
  reason: string
}

const ownVpcOnly: AcceptedFinding[] = [
  {
    rule: 'VPC7',
    path: 'Network/Vpc',
    reason: 'No route leads out of the VPC, so flow logs would bill for traffic between its own three parts.',
  },
]

const always: AcceptedFinding[] = [
  {
    rule: 'RDS11',
    path: 'Database/Instance',
    reason: 'RDS Proxy has no other port for MySQL, and another one for the database alone would hide nothing.',
  },
  {
    rule: 'APIG4',
    path: 'Api/HttpApi',
    reason: 'A webhook inbox takes requests from senders that know its URL only; the stage limits how many.',
  },
]

const learningOnly: AcceptedFinding[] = [
  { rule: 'RDS3', path: 'Database/Instance', reason: 'Multi-AZ doubles the price; the preset production has it.' },
  { rule: 'RDS10', path: 'Database/Instance', reason: 'It goes with its stack; the preset production is protected.' },
  {
    rule: 'RDS13',
    path: 'Database/Instance',
    reason: 'Its data is for trying out; the preset production has backups.',
  },
]

/** Records which findings of cdk-nag are accepted and why. Has no effect on the template. */
export function acceptFindings(stack: Stack, { preset, vpcId, tracing }: AwsSettings): void {
  const functionRoles = stack.node
    .findChild('Functions')
    .node.children.filter((child) => child.node.tryFindChild('Role'))
  const findings = [
    ...always,
    ...(vpcId === '' ? ownVpcOnly : []),
    ...(preset === 'learning' ? learningOnly : []),
    ...functionRoles.map((child) => ({
      rule: 'IAM5[Resource::*]',
      path: `Functions/${child.node.id}/Role`,
      reason: `Network interfaces of VPC functions${tracing ? ', traces' : ''} and GetRandomPassword cannot be narrowed to a resource.`,
    })),
  ]
  for (const { rule, path, reason } of findings) {
    const construct = path.split('/').reduce<IConstruct>((parent, id) => parent.node.findChild(id), stack)
    Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason })
  }
}
