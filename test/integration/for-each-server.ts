import { describe } from 'vitest'
import type { Mysql } from '../real-mysql/install-mysql.ts'
import { findMysql } from '../real-mysql/mysql-or-skip.ts'
import { makeMysqlProduct } from '../real-mysql/mysql-product.ts'
import { type RealDatabase, startRealDatabase } from './real-database.ts'
import { mariadb, type ServerProduct } from './server-product.ts'

/** One of the servers that a suite runs on. */
export interface TestedServer {
  name: ServerProduct['name']
  isMysql: boolean
  /** Starts one with an empty database: see {@link startRealDatabase}. */
  start(serverArguments?: readonly string[]): Promise<RealDatabase>
  /** Path of one of MySQL's own programs; undefined for the other server. */
  findProgram(name: 'mysqld' | 'mysql' | 'mysqldump' | 'mysqlslap'): string | undefined
}

export interface EachServerOptions {
  /** The suite takes long on MySQL, and runs there only with TEST_MYSQL=only. */
  longOnMysql?: boolean
}

/**
 * Defines a suite twice: on the MariaDB of the system, and on Oracle's MySQL. Where MySQL cannot be had, its tests are
 * skipped, each by its name. With TEST_MYSQL=only in the environment, all suites run on MySQL and on nothing else.
 */
export async function forEachServer(
  suite: string,
  define: (server: TestedServer) => void,
  { longOnMysql = false }: EachServerOptions = {},
): Promise<void> {
  const onlyMysql = process.env.TEST_MYSQL === 'only'
  if (!onlyMysql) describe('on MariaDB', () => define(describeServer(mariadb)))
  if (longOnMysql && !onlyMysql) return
  const mysql = await findMysql(suite)
  // A suite that is skipped is defined all the same, so that its tests are counted.
  const programs = mysql ?? { programs: '/nowhere' }
  describe.skipIf(!mysql)('on MySQL', () => define(describeServer(makeMysqlProduct(programs), programs)))
}

function describeServer(product: ServerProduct, mysql?: Mysql): TestedServer {
  return {
    name: product.name,
    isMysql: mysql !== undefined,
    start: (serverArguments) => startRealDatabase(serverArguments, product),
    findProgram: (name) => mysql && `${mysql.programs}/${name}`,
  }
}
