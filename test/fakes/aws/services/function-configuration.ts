import { createHash } from 'node:crypto'
import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import type { FakeFunction } from '../state/function.ts'
import { releaseInterfaces, shareInterfaces } from '../state/network-interfaces.ts'

/** A function as GetFunctionConfiguration describes it. */
export function describeConfiguration(account: FakeAccount, found: FakeFunction): object {
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: found.runtime,
    Role: found.roleArn,
    Handler: found.handler,
    CodeSize: 1_024,
    Description: found.description,
    Timeout: found.timeout,
    MemorySize: found.memory,
    LastModified: new Date(found.changedAt).toISOString().replace('Z', '+0000'),
    CodeSha256: createHash('sha256').update(`${found.code.bucket}/${found.code.key}`).digest('base64'),
    Version: '$LATEST',
    VpcConfig: {
      SubnetIds: found.vpc?.subnetIds ?? [],
      SecurityGroupIds: found.vpc?.securityGroupIds ?? [],
      VpcId: found.vpc?.vpcId ?? '',
    },
    Environment: { Variables: found.environment },
    TracingConfig: { Mode: found.tracing },
    RevisionId: found.revision,
    State: 'Active',
    LastUpdateStatus: isUpdating(account, found) ? 'InProgress' : 'Successful',
    PackageType: 'Zip',
    Architectures: found.architectures,
    LoggingConfig: { LogFormat: 'Text', LogGroup: found.logGroup },
  }
}

export function isUpdating(account: FakeAccount, { updatingUntil = 0 }: FakeFunction): boolean {
  return updatingUntil > account.now()
}

/** What is not given stays. Empty lists of subnets and groups take the function out of its VPC. */
export function updateConfiguration(account: FakeAccount, found: FakeFunction, input: Input): void {
  const { Timeout, MemorySize, Description, Environment, VpcConfig } = input
  if (Timeout !== undefined) found.timeout = Number(Timeout)
  if (MemorySize !== undefined) found.memory = Number(MemorySize)
  if (Description !== undefined) found.description = String(Description)
  const { Variables } = (Environment ?? {}) as { Variables?: Record<string, string> }
  if (Variables !== undefined) found.environment = Variables
  if (VpcConfig !== undefined) moveFunction(account, found, VpcConfig as VpcConfiguration)
  found.changedAt = account.now()
  found.revision = account.ids.makeUuid()
  found.updatingUntil = account.after(account.waits.functionUpdate)
}

interface VpcConfiguration {
  SubnetIds?: string[]
  SecurityGroupIds?: string[]
}

function moveFunction(account: FakeAccount, found: FakeFunction, config: VpcConfiguration): void {
  const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } = config
  releaseInterfaces(account, found.arn, account.waits.interfacesOfDetached)
  delete found.vpc
  if (subnetIds.length === 0) return
  found.vpc = { vpcId: account.subnets.get(subnetIds[0] ?? '')?.vpcId ?? '', subnetIds, securityGroupIds }
  shareInterfaces(account, found.arn, found.vpc)
}
