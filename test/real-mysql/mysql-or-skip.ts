import { installMysql, type Mysql } from './install-mysql.ts'

/** MySQL, or undefined after saying loudly that every test on it of this file will be counted as skipped. */
export async function findMysql(suite: string): Promise<Mysql | undefined> {
  const found = await installMysql()
  if (!('missing' in found)) return found
  process.stderr.write(`\nSKIPPED, ${suite} on MySQL: ${found.missing}\n\n`)
  return undefined
}
