import type { PriceLine } from '../../../target-plan.ts'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { isNotFound } from '../../operate/not-found.ts'
import { readPhase } from '../../stack-state.ts'
import { type Inventory, listIds, priceInventory } from '../inventory.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'

/** The stack's databases: by far the most expensive thing to forget. They hold data, so only the user removes them. */
export const instances: LeftoverSearch = {
  what: 'databases',
  async find(env, inventory) {
    const found = await Promise.all(
      listIds(inventory.resources, 'AWS::RDS::DBInstance').map((id) => findOne(env, id, inventory)),
    )
    return found.flat().map((id) => ({
      name: `MySQL database ${id}`,
      removeWith: writeDelete(env, 'AWS::RDS::DBInstance', id),
      billed: true,
      ...priceDatabase(env, inventory),
    }))
  },
}

export const proxies: LeftoverSearch = {
  what: 'proxies',
  async find(env, inventory) {
    const names = listIds(inventory.resources, 'AWS::RDS::DBProxy')
    return (await Promise.all(names.map((name) => findProxy(env, name, inventory)))).flat()
  },
}

async function findOne(env: AwsEnvironment, id: string, inventory: Inventory): Promise<string[]> {
  const { DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  try {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }))
    return DBInstances?.some(({ DBInstanceStatus }) => stays(DBInstanceStatus, inventory)) ? [id] : []
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

async function findProxy(env: AwsEnvironment, name: string, inventory: Inventory): Promise<FoundLeftover[]> {
  const { DeleteDBProxyCommand, DescribeDBProxiesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  try {
    const { DBProxies } = await client.send(new DescribeDBProxiesCommand({ DBProxyName: name }))
    if (!DBProxies?.some(({ Status }) => stays(Status, inventory))) return []
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
  return [
    {
      name: `RDS Proxy ${name}`,
      removeWith: writeDelete(env, 'AWS::RDS::DBProxy', name),
      billed: true,
      ...priceProxy(env, inventory),
      remove: async () => void (await client.send(new DeleteDBProxyCommand({ DBProxyName: name }))),
    },
  ]
}

/** The command that deletes a database, with its data, or a proxy. */
export function writeDelete(
  env: AwsEnvironment,
  kind: 'AWS::RDS::DBInstance' | 'AWS::RDS::DBProxy',
  id: string,
): string {
  const words =
    kind === 'AWS::RDS::DBProxy'
      ? `delete-db-proxy --db-proxy-name ${quote(id)}`
      : `delete-db-instance --db-instance-identifier ${quote(id)} --skip-final-snapshot`
  return writeAwsCommand(`rds ${words}`, env)
}

/** What is being deleted is as good as gone, unless CloudFormation has given its delete up. */
function stays(status: string | undefined, { stack }: Inventory): boolean {
  return status !== 'deleting' || readPhase(stack.status) !== 'gone'
}

/** What the database costs, by the deployed template; its managed secret is looked for by itself. */
function priceDatabase(env: AwsEnvironment, inventory: Inventory): { perMonth?: number } {
  return sumUp(priceInventory(env, inventory, 'AWS::RDS::DBInstance')?.lines ?? [], /^(?!Secret)/)
}

/** Its price hangs on the size of the database. */
function priceProxy(env: AwsEnvironment, inventory: Inventory): { perMonth?: number } {
  return sumUp(priceInventory(env, inventory)?.lines ?? [], /^RDS Proxy/)
}

function sumUp(lines: readonly PriceLine[], name: RegExp): { perMonth?: number } {
  const wanted = lines.filter((line) => name.test(line.name))
  const sum = wanted.reduce((total, { perMonth }) => total + perMonth, 0)
  return wanted.length === 0 ? {} : { perMonth: Math.round(sum * 100) / 100 }
}
