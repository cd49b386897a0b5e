import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { zipSync } from 'fflate'
import type { AwsSettings } from '../../src/settings/settings.ts'
import { type StackOutputs, synthesize } from '../../stack/app.ts'
import type { FunctionName } from '../../stack/input.ts'
import { waitFor } from '../e2e/wait-for.ts'

export interface StackEvent {
  logicalId: string
  status: string
  reason: string
}

/** One stack of the project's template, driven by nothing but the SDK: what the program itself is compared with. */
export class StackBySdk {
  readonly environment: string
  readonly #client = new CloudFormationClient({})
  readonly #bucket = 'code-of-the-functions'
  #stackId = ''

  constructor(environment: string) {
    this.environment = environment
  }

  get stackName(): string {
    return `rds-proxy-webhook-${this.environment}`
  }

  /** Makes or updates the stack, and returns the status that it ends in. */
  async deploy(settings: AwsSettings, type: 'CREATE' | 'UPDATE'): Promise<string> {
    const code = { bucket: this.#bucket, keys: await this.#upload() }
    const { template } = synthesize({ environment: this.environment, settings, code })
    const made = await this.#client.send(
      new CreateChangeSetCommand({
        StackName: this.stackName,
        ChangeSetName: `change-${Date.now()}`,
        ChangeSetType: type,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    )
    this.#stackId = made.StackId ?? ''
    const waiter = { client: this.#client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }
    await waitUntilChangeSetCreateComplete(waiter, { ChangeSetName: made.Id })
    await this.#client.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id }))
    return this.#awaitEnd()
  }

  async delete(): Promise<string> {
    await this.#client.send(new DeleteStackCommand({ StackName: this.#stackId }))
    return this.#awaitEnd()
  }

  async outputs(): Promise<StackOutputs> {
    const { Stacks } = await this.#client.send(new DescribeStacksCommand({ StackName: this.#stackId }))
    const pairs = Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []
    return Object.fromEntries(pairs)
  }

  /** Oldest first. */
  async events(): Promise<StackEvent[]> {
    const { StackEvents } = await this.#client.send(new DescribeStackEventsCommand({ StackName: this.#stackId }))
    return (StackEvents ?? []).reverse().map((event) => ({
      logicalId: event.LogicalResourceId ?? '',
      status: event.ResourceStatus ?? '',
      reason: event.ResourceStatusReason ?? '',
    }))
  }

  /** Types of its resources; those that it had once it is deleted. */
  async listKinds(): Promise<string[]> {
    const { StackResources } = await this.#client.send(new DescribeStackResourcesCommand({ StackName: this.#stackId }))
    return (StackResources ?? []).map(({ ResourceType }) => ResourceType ?? '')
  }

  async #awaitEnd(): Promise<string> {
    const look = async () => {
      const { Stacks } = await this.#client.send(new DescribeStacksCommand({ StackName: this.#stackId }))
      return Stacks?.[0]?.StackStatus ?? ''
    }
    return waitFor('The end of the operation', look, (status) => !/_IN_PROGRESS$/.test(status), 60_000)
  }

  async #upload(): Promise<Record<FunctionName, string>> {
    const client = new S3Client({})
    await client.send(new CreateBucketCommand({ Bucket: this.#bucket }))
    const put = async (name: FunctionName) => {
      const bundle = await readFile(resolve(`dist/functions/${name}/index.mjs`))
      const Key = `${name}.zip`
      await client.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body: zipSync({ 'index.mjs': bundle }) }))
      return Key
    }
    return { webhook: await put('webhook'), query: await put('query'), rotation: await put('rotation') }
  }
}
