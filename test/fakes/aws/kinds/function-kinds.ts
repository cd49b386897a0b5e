import { createHash } from 'node:crypto'
import type { FakeAccount } from '../account.ts'
import { FakeServiceError, type Properties, type ResourceContext, type ResourceKind } from '../service.ts'
import type { FakeFunction } from '../state/function.ts'
import { releaseInterfaces, shareInterfaces } from '../state/network-interfaces.ts'
import { collectTags } from '../state/tags.ts'
import { nameResource } from './physical-name.ts'
import { readList, readNumber, readObject, readText } from './properties.ts'

const lambdaFunction: ResourceKind = {
  seconds: { create: 25, update: 15, delete: 5 },
  replacedBy: ['FunctionName', 'PackageType'],
  create(properties, context) {
    const { account } = context
    const name = readText(properties, 'FunctionName') || nameResource(context, 64)
    requireCode(properties, context)
    const made: FakeFunction = {
      name,
      arn: account.arn('lambda', `function:${name}`),
      ...readSettings(name, properties, context),
      ...readPlace(account, properties),
    }
    account.functions.set(name, made)
    if (made.vpc) shareInterfaces(account, made.arn, made.vpc)
    return { physicalId: name, attributes: { Arn: made.arn } }
  },
  update(name, properties, previous, context) {
    const { account } = context
    const found = account.functions.get(name)
    if (found === undefined) return { physicalId: name }
    requireCode(properties, context)
    Object.assign(found, readSettings(name, properties, context))
    if (JSON.stringify(properties.VpcConfig) !== JSON.stringify(previous.VpcConfig)) move(account, found, properties)
    return { physicalId: name, attributes: { Arn: found.arn } }
  },
  delete(name, _, { account }) {
    const found = account.functions.get(name)
    if (found === undefined) return
    account.functions.delete(name)
    // Only those of functions that still are in the VPC; a function that was taken out of it has none any more.
    releaseInterfaces(account, found.arn, account.waits.interfacesOfDeleted)
  },
}

/** @throws FakeServiceError as Lambda when the bundle is not in the bucket */
function requireCode(properties: Properties, { readObject: read }: ResourceContext) {
  const { S3Bucket, S3Key } = readObject(properties, 'Code')
  if (read(String(S3Bucket), String(S3Key)) !== undefined) return
  throw new FakeServiceError(
    'InvalidParameterValueException',
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
  )
}

function readSettings(name: string, properties: Properties, context: ResourceContext) {
  const code = readObject(properties, 'Code')
  return {
    description: readText(properties, 'Description'),
    handler: readText(properties, 'Handler'),
    runtime: readText(properties, 'Runtime'),
    architectures: readList(properties, 'Architectures'),
    roleArn: readText(properties, 'Role'),
    memory: readNumber(properties, 'MemorySize', 128),
    timeout: readNumber(properties, 'Timeout', 3),
    environment: { ...(readObject(properties, 'Environment').Variables as Record<string, string> | undefined) },
    code: { bucket: readText(code, 'S3Bucket'), key: readText(code, 'S3Key') },
    tracing: readText(readObject(properties, 'TracingConfig'), 'Mode', 'PassThrough'),
    logGroup: readText(readObject(properties, 'LoggingConfig'), 'LogGroup', `/aws/lambda/${name}`),
    changedAt: context.account.now(),
    revision: context.account.ids.makeUuid(),
    tags: collectTags(properties, context),
  }
}

function readPlace(account: FakeAccount, properties: Properties): Pick<FakeFunction, 'vpc'> {
  const config = readObject(properties, 'VpcConfig')
  const subnetIds = readList(config, 'SubnetIds')
  if (subnetIds.length === 0) return {}
  const vpcId = account.subnets.get(subnetIds[0] ?? '')?.vpcId ?? ''
  return { vpc: { vpcId, subnetIds, securityGroupIds: readList(config, 'SecurityGroupIds') } }
}

function move(account: FakeAccount, found: FakeFunction, properties: Properties) {
  releaseInterfaces(account, found.arn, account.waits.interfacesOfDetached)
  delete found.vpc
  Object.assign(found, readPlace(account, properties))
  if (found.vpc) shareInterfaces(account, found.arn, found.vpc)
}

const permission: ResourceKind = {
  seconds: { create: 2, delete: 2 },
  replacedBy: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  create({ FunctionName, Principal }, { stackName, logicalId }) {
    const digest = createHash('sha256').update(`${FunctionName} ${Principal}`).digest('hex').slice(0, 12)
    return { physicalId: `${stackName}-${logicalId}-${digest}` }
  },
}

export const functionKinds: Record<string, ResourceKind> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
}
