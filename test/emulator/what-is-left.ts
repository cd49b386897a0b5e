import { CloudFormationClient, paginateListStacks } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs'
import {
  paginateDescribeDBInstances,
  paginateDescribeDBProxies,
  paginateDescribeDBSnapshots,
  RDSClient,
} from '@aws-sdk/client-rds'
import { paginateListBuckets, S3Client } from '@aws-sdk/client-s3'
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Account } from './account.ts'

/**
 * Names of everything in the account that carries one of the environments' names, asked of each service itself and
 * not of the program. An emulated account must be empty, so there all that is found counts.
 */
export async function listWhatIsLeft(account: Account, environments: readonly string[]): Promise<string[]> {
  const surroundings = { ...process.env }
  Object.assign(process.env, account.variables, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' })
  try {
    const found = await listEverything(account.region)
    return account.world ? found : found.filter((name) => environments.some((each) => name.includes(each)))
  } finally {
    process.env = surroundings
  }
}

/** The names that CloudFormation gives contain the stack's name, and that the environment's. */
async function listEverything(region: string): Promise<string[]> {
  const rds = { client: new RDSClient({ region }) }
  const stacks = paginateListStacks({ client: new CloudFormationClient({ region }) }, {})
  const groups = paginateDescribeLogGroups({ client: new CloudWatchLogsClient({ region }) }, {})
  const secrets = { client: new SecretsManagerClient({ region }) }
  const found = await Promise.all([
    collect(stacks, ({ StackSummaries }) =>
      StackSummaries?.map(({ StackName, StackStatus }) => StackStatus !== 'DELETE_COMPLETE' && `stack ${StackName}`),
    ),
    collect(paginateDescribeDBInstances(rds, {}), ({ DBInstances }) =>
      DBInstances?.map(({ DBInstanceIdentifier }) => `database ${DBInstanceIdentifier}`),
    ),
    collect(paginateDescribeDBProxies(rds, {}), ({ DBProxies }) =>
      DBProxies?.map(({ DBProxyName }) => `proxy ${DBProxyName}`),
    ),
    collect(paginateDescribeDBSnapshots(rds, {}), ({ DBSnapshots }) =>
      DBSnapshots?.map(({ DBSnapshotIdentifier }) => `snapshot ${DBSnapshotIdentifier}`),
    ),
    collect(groups, ({ logGroups }) => logGroups?.map(({ logGroupName }) => `log group ${logGroupName}`)),
    collect(paginateListSecrets(secrets, { IncludePlannedDeletion: true }), ({ SecretList }) =>
      SecretList?.map(({ Name }) => `secret ${Name}`),
    ),
    collect(paginateListBuckets({ client: new S3Client({ region }) }, {}), ({ Buckets }) =>
      Buckets?.map(({ Name }) => `bucket ${Name}`),
    ),
  ])
  return found.flat()
}

async function collect<Page>(
  pages: AsyncIterable<Page>,
  nameAll: (page: Page) => (string | false)[] | undefined,
): Promise<string[]> {
  const names: string[] = []
  for await (const page of pages) names.push(...(nameAll(page) ?? []).filter((name) => name !== false))
  return names
}
