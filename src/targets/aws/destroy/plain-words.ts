import type { StackResource } from '../operate/stack-resources.ts'

/** What people would miss or look for, in the order in which they would name it: one of it, several of it. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'AWS::RDS::DBInstance': ['MySQL database with all its data', 'MySQL databases with all their data'],
  'AWS::RDS::DBProxy': ['RDS Proxy', 'RDS Proxies'],
  'AWS::SecretsManager::Secret': ['secret with the database password', 'secrets'],
  'AWS::ApiGatewayV2::Api': ['HTTP API and its URL', 'HTTP APIs and their URLs'],
  'AWS::Lambda::Function': ['function', 'functions'],
  'AWS::EC2::VPCEndpoint': ['VPC endpoint', 'VPC endpoints'],
  'AWS::EC2::VPC': ['VPC', 'VPCs'],
  'AWS::Logs::LogGroup': ['log group with its lines', 'log groups with their lines'],
  'AWS::CloudWatch::Alarm': ['alarm', 'alarms'],
}

/** The resources of a stack in plain words, one line for each kind; what only holds them together is counted. */
export function listInPlainWords(resources: readonly Pick<StackResource, 'kind'>[]): string[] {
  const lines = Object.entries(words).flatMap(([kind, [one, many]]) => {
    const count = resources.filter((resource) => resource.kind === kind).length
    return count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${many}`]
  })
  const others = resources.filter(({ kind }) => !(kind in words)).length
  const rest = others === 1 ? '1 other resource' : `${others} other resources`
  return others === 0 ? lines : [...lines, `${rest} (network, roles, permissions and what ties them together)`]
}
