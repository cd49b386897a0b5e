import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { RDSClient } from '@aws-sdk/client-rds'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { STSClient } from '@aws-sdk/client-sts'
import type { FakeAws } from '../../../fakes/aws/server.ts'

export interface ClientOptions {
  accessKeyId?: string
  region?: string
  /** Default: no call is tried again, so that its error is seen. */
  maxAttempts?: number
}

/** Real clients that talk to a fake. */
export function makeClients({ url }: Pick<FakeAws, 'url'>, options: ClientOptions = {}) {
  const { accessKeyId = 'AKIDFAKE', region = 'eu-west-1', maxAttempts = 1 } = options
  const credentials = { accessKeyId, secretAccessKey: 'fake-secret' }
  const configuration = { endpoint: url, region, maxAttempts, credentials }
  return {
    cloudFormation: new CloudFormationClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
    ec2: new EC2Client(configuration),
    lambda: new LambdaClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    rds: new RDSClient(configuration),
    s3: new S3Client(configuration),
    secretsManager: new SecretsManagerClient(configuration),
    sts: new STSClient(configuration),
  }
}
