import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { AwsSettings } from '../../../../src/settings/settings.ts'
import { synthesize } from '../../../../stack/app.ts'
import { type FakeAws, startFakeAws } from '../../../fakes/aws/server.ts'
import { exampleCode, makeInput } from '../../stack/example-input.ts'

export const stackName = 'rds-proxy-webhook-dev'

/** How the SDK's clients reach a fake. */
export function reach({ url }: FakeAws, region = 'eu-west-1') {
  const credentials = { accessKeyId: 'AKIDFAKE', secretAccessKey: 'fake-secret' }
  return { endpoint: url, region, credentials, maxAttempts: 1 }
}

/** A fake with the project's own stack about to be made in it: the bundles are in their bucket. */
export async function startWithCode(): Promise<FakeAws> {
  const aws = await startFakeAws()
  const s3 = new S3Client({ ...reach(aws), forcePathStyle: true })
  const { bucket, keys } = exampleCode
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  for (const Key of Object.values(keys)) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'bundle' }))
  return aws
}

/** Makes or updates the project's stack by a change set, as the deployer does, and gives its status at the end. */
export async function deployStack(
  aws: FakeAws,
  changes: Partial<AwsSettings> = {},
  type: 'CREATE' | 'UPDATE' = 'CREATE',
): Promise<string> {
  const client = new CloudFormationClient(reach(aws))
  const name = { StackName: stackName, ChangeSetName: `change-${type}-${aws.clock.now()}` }
  await client.send(
    new CreateChangeSetCommand({
      ...name,
      ChangeSetType: type,
      TemplateBody: writeTemplate(changes),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  aws.advance(60)
  await client.send(new ExecuteChangeSetCommand(name))
  return waitForStack(aws)
}

/** Synthesis takes long beside the rest, so each template is made once. */
const templates = new Map<string, string>()

function writeTemplate(changes: Partial<AwsSettings>): string {
  const key = JSON.stringify(changes)
  const template = templates.get(key) ?? JSON.stringify(synthesize(makeInput(changes)).template)
  templates.set(key, template)
  return template
}

export async function deleteStack(aws: FakeAws): Promise<string> {
  const client = new CloudFormationClient(reach(aws))
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
  await client.send(new DeleteStackCommand({ StackName: stackName }))
  return waitForStack(aws, Stacks?.[0]?.StackId)
}

/** Lets the account's clock run until nothing is in progress; throws when that takes three hours. */
export function waitForStack(aws: FakeAws, nameOrId: string = stackName): string {
  const stack = aws.cloudFormation.findStack(aws.account, nameOrId)
  for (let minutes = 0; minutes < 180; minutes += 1) {
    const status = stack?.status ?? ''
    if (!status.endsWith('_IN_PROGRESS')) return status
    aws.advance(60)
  }
  throw new Error('The stack does not come to rest')
}

/** All events, oldest first. */
export async function readEvents(aws: FakeAws, nameOrId: string = stackName): Promise<StackEvent[]> {
  const client = new CloudFormationClient(reach(aws))
  const events: StackEvent[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: nameOrId, NextToken }))
    events.push(...(page.StackEvents ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return events.reverse()
}

/** Outputs by their names. */
export async function readOutputs(aws: FakeAws): Promise<Record<string, string>> {
  const client = new CloudFormationClient(reach(aws))
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
  const pairs = (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])
  return Object.fromEntries(pairs)
}

/** What is left in the account, by kind of thing; what nothing is left of does not appear. */
export function listLeft({ account }: FakeAws): Record<string, string[]> {
  const all = {
    vpcs: account.vpcs,
    subnets: account.subnets,
    routeTables: account.routeTables,
    securityGroups: account.securityGroups,
    endpoints: account.endpoints,
    interfaces: account.interfaces,
    subnetGroups: account.subnetGroups,
    instances: account.instances,
    proxies: account.proxies,
    snapshots: account.snapshots,
    automatedBackups: account.automatedBackups,
    secrets: account.secrets,
    functions: account.functions,
    roles: account.roles,
    httpApis: account.httpApis,
    logGroups: account.logGroups,
    alarms: account.alarms,
  }
  const left = Object.entries(all).map(([name, things]): [string, string[]] => [name, [...things.keys()]])
  return Object.fromEntries(left.filter(([, ids]) => ids.length > 0))
}
