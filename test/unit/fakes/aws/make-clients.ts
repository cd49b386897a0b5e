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
import { type ConnectOptions, connect } from './connect.ts'

/** Real clients of all services. A test of one service makes its own: all of them take a second to load. */
export function makeClients(fake: Pick<FakeAws, 'url'>, options: ConnectOptions = {}) {
  const configuration = connect(fake, options)
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
