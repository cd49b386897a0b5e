import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { EC2Client } from '@aws-sdk/client-ec2'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { PricingClient } from '@aws-sdk/client-pricing'
import type { RDSClient } from '@aws-sdk/client-rds'
import type { S3Client } from '@aws-sdk/client-s3'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { STSClient } from '@aws-sdk/client-sts'
import { watchCalls } from './aws-errors/watch-calls.ts'

/** Whose credentials are used, and where. */
export interface Access {
  region: string
  /** Empty: the SDK's own search. */
  profile: string
}

/**
 * The clients of one region and profile. Each is loaded when it is first wanted (a client takes 50 to 100 ms) and kept.
 * They retry what AWS calls retryable, throttling included, with growing pauses.
 */
export class AwsClients {
  readonly access: Access
  readonly #made = new Map<string, Promise<unknown>>()

  constructor(access: Access) {
    this.access = access
    // Said by the SDK on each start with Node 20, which is supported here.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  }

  cloudFormation(): Promise<CloudFormationClient> {
    return this.#keep('cloudFormation', async (configuration) => {
      const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation')
      return new CloudFormationClient(configuration)
    })
  }

  cloudWatch(): Promise<CloudWatchClient> {
    return this.#keep('cloudWatch', async (configuration) => {
      const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch')
      return new CloudWatchClient(configuration)
    })
  }

  ec2(): Promise<EC2Client> {
    return this.#keep('ec2', async (configuration) => {
      const { EC2Client } = await import('@aws-sdk/client-ec2')
      return new EC2Client(configuration)
    })
  }

  lambda(): Promise<LambdaClient> {
    return this.#keep('lambda', async (configuration) => {
      const { LambdaClient } = await import('@aws-sdk/client-lambda')
      return new LambdaClient(configuration)
    })
  }

  logs(): Promise<CloudWatchLogsClient> {
    return this.#keep('logs', async (configuration) => {
      const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
      return new CloudWatchLogsClient(configuration)
    })
  }

  /** The Price List service answers in us-east-1, whatever region the prices are for. */
  pricing(): Promise<PricingClient> {
    return this.#keep('pricing', async (configuration) => {
      const { PricingClient } = await import('@aws-sdk/client-pricing')
      return new PricingClient({ ...configuration, region: 'us-east-1' })
    })
  }

  rds(): Promise<RDSClient> {
    return this.#keep('rds', async (configuration) => {
      const { RDSClient } = await import('@aws-sdk/client-rds')
      return new RDSClient(configuration)
    })
  }

  s3(): Promise<S3Client> {
    return this.#keep('s3', async (configuration) => {
      const { S3Client } = await import('@aws-sdk/client-s3')
      return new S3Client(configuration)
    })
  }

  secretsManager(): Promise<SecretsManagerClient> {
    return this.#keep('secretsManager', async (configuration) => {
      const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
      return new SecretsManagerClient(configuration)
    })
  }

  sts(): Promise<STSClient> {
    return this.#keep('sts', async (configuration) => {
      const { STSClient } = await import('@aws-sdk/client-sts')
      return new STSClient(configuration)
    })
  }

  #keep<Client extends object>(
    name: string,
    make: (configuration: ClientConfiguration) => Promise<Client>,
  ): Promise<Client> {
    const made = this.#made.get(name) ?? make(this.#configuration).then(watchCalls)
    this.#made.set(name, made)
    return made as Promise<Client>
  }

  get #configuration(): ClientConfiguration {
    const { region, profile } = this.access
    return { region, maxAttempts: 8, retryMode: 'standard', ...(profile === '' ? {} : { profile }) }
  }
}

interface ClientConfiguration {
  region: string
  profile?: string
  maxAttempts: number
  retryMode: 'standard'
}
