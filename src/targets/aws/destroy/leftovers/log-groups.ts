import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { type Inventory, listIds } from '../inventory.ts'
import type { LeftoverSearch } from './leftover-search.ts'

/** Of CloudWatch Logs in us-east-1, US dollars per GB of compressed lines and month. Source: its price page. */
const STORAGE_PER_MONTH = 0.03

/** A group by its whole name, or all below a path that ends with a slash. */
type Wanted = { name: string } | { below: string }

/** The stack's own log groups, and those that AWS services make for themselves when there is none. */
export const logGroups: LeftoverSearch = {
  what: 'log groups',
  async find(env, inventory) {
    const found = await Promise.all(listWanted(inventory).map((wanted) => listGroups(env, wanted)))
    const byName = new Map(found.flat().map((group) => [group.logGroupName ?? '', group]))
    return [...byName].map(([name, { storedBytes = 0 }]) => ({
      name: `log group ${name}`,
      removeWith: writeAwsCommand(`logs delete-log-group --log-group-name ${quote(name)}`, env),
      billed: storedBytes > 0,
      ...(storedBytes > 0 ? { perMonth: Math.ceil((storedBytes / 1e9) * STORAGE_PER_MONTH * 100) / 100 } : {}),
      remove: () => removeGroup(env, name),
    }))
  },
}

function listWanted({ resources }: Inventory): Wanted[] {
  return [
    ...listIds(resources, 'AWS::Logs::LogGroup').map((name) => ({ name })),
    ...listIds(resources, 'AWS::Lambda::Function').map((name) => ({ name: `/aws/lambda/${name}` })),
    ...listIds(resources, 'AWS::RDS::DBProxy').map((name) => ({ name: `/aws/rds/proxy/${name}` })),
    ...listIds(resources, 'AWS::RDS::DBInstance').map((id) => ({ below: `/aws/rds/instance/${id}/` })),
  ]
}

/** CloudWatch Logs searches by the beginning of a name only; another environment's name may begin the same. */
async function listGroups(env: AwsEnvironment, wanted: Wanted): Promise<LogGroup[]> {
  const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const client = await env.clients.logs()
  const prefix = 'name' in wanted ? wanted.name : wanted.below
  const found: LogGroup[] = []
  let token: string | undefined
  do {
    const more = token === undefined ? {} : { nextToken: token }
    const page = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, ...more }))
    found.push(...(page.logGroups ?? []))
    token = page.nextToken
  } while (token)
  return found.filter(({ logGroupName }) => 'below' in wanted || logGroupName === wanted.name)
}

async function removeGroup(env: AwsEnvironment, name: string): Promise<void> {
  const { DeleteLogGroupCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  await (await env.clients.logs()).send(new DeleteLogGroupCommand({ logGroupName: name }))
}
