/** What a person is told of a CloudFormation type: the part of the whole that it belongs to, and what it is. */
export interface ResourceKind {
  group: ResourceGroup
  /** In plain words, without an article: `proxy`. */
  noun: string
}

/** The parts of an environment, in the order in which their resources come to be made. */
export const resourceGroups = [
  'network',
  'permissions',
  'secret',
  'logs',
  'database',
  'proxy',
  'functions',
  'API',
  'alarms',
  'others',
] as const
export type ResourceGroup = (typeof resourceGroups)[number]

const nouns: Readonly<Partial<Record<ResourceGroup, Readonly<Record<string, string>>>>> = {
  network: {
    'AWS::EC2::VPC': 'private network',
    'AWS::EC2::Subnet': 'subnet',
    'AWS::EC2::RouteTable': 'route table',
    'AWS::EC2::SubnetRouteTableAssociation': 'route of a subnet',
    'AWS::EC2::SecurityGroup': 'security group',
    'AWS::EC2::SecurityGroupIngress': 'rule for who may connect',
    'AWS::EC2::SecurityGroupEgress': 'rule for who may be reached',
    'AWS::EC2::VPCEndpoint': 'endpoint',
  },
  permissions: {
    'AWS::IAM::Role': 'role',
    'AWS::IAM::Policy': 'policy',
    'AWS::Lambda::Permission': 'permission to call a function',
  },
  secret: {
    'AWS::SecretsManager::Secret': 'secret',
    'AWS::SecretsManager::SecretTargetAttachment': 'address in the secret',
    'AWS::SecretsManager::RotationSchedule': 'rotation',
  },
  logs: { 'AWS::Logs::LogGroup': 'log group' },
  database: {
    'AWS::RDS::DBInstance': 'MySQL database',
    'AWS::RDS::DBSubnetGroup': 'place of the database',
    'AWS::RDS::DBParameterGroup': 'parameters of the database',
  },
  proxy: { 'AWS::RDS::DBProxy': 'RDS Proxy', 'AWS::RDS::DBProxyTargetGroup': "proxy's way to the database" },
  functions: { 'AWS::Lambda::Function': 'function' },
  API: {
    'AWS::ApiGatewayV2::Api': 'HTTP API',
    'AWS::ApiGatewayV2::Integration': "API's way to the function",
    'AWS::ApiGatewayV2::Route': 'route of the API',
    'AWS::ApiGatewayV2::Stage': 'stage of the API',
  },
  alarms: { 'AWS::CloudWatch::Alarm': 'alarm' },
}

const kinds = new Map<string, ResourceKind>(
  resourceGroups.flatMap((group) =>
    Object.entries(nouns[group] ?? {}).map(([kind, noun]) => [kind, { group, noun }] as const),
  ),
)

/** Words for a CloudFormation type; one that is not known is called by the end of its name. */
export function describeKind(kind: string): ResourceKind {
  return kinds.get(kind) ?? { group: 'others', noun: kind.split('::').at(-1) || 'resource' }
}

/** A logical id without the eight characters that the CDK makes ids unique with. */
export function shortenLogicalId(id: string): string {
  return id.replace(/(?<=.)[0-9A-F]{8}$/, '')
}
