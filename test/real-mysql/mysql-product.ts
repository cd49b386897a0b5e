import { constants, existsSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runAsRoot, runToEnd, type ServerProduct } from '../integration/server-product.ts'
import type { Mysql } from './install-mysql.ts'

const options = [
  '--performance-schema=OFF',
  '--mysqlx=OFF',
  '--innodb-redo-log-capacity=64M',
  '--innodb-doublewrite=OFF',
  // Nothing waits for the disk: what a killed process wrote is in the kernel.
  '--innodb-flush-method=nosync',
  '--secure-file-priv=NULL',
  '--log-error-verbosity=1',
]

/** MySQL as tests start it. An empty database is made once, beside the programs, and copied: that takes a tenth. */
export function makeMysqlProduct({ programs }: Mysql): ServerProduct {
  const program = join(programs, 'mysqld')
  const prepared = join(programs, '..', 'empty-database')
  return {
    name: 'MySQL',
    findServer: () => program,
    options,
    async createData(folder) {
      if (!existsSync(prepared)) await prepareData(program, prepared)
      await cp(prepared, folder, { recursive: true, mode: constants.COPYFILE_FICLONE })
    },
  }
}

async function prepareData(program: string, place: string): Promise<void> {
  const draft = await mkdtemp(`${place}-`)
  try {
    const data = join(draft, 'data')
    const flags = ['--no-defaults', ...runAsRoot, `--datadir=${data}`, `--tmpdir=${draft}`, '--initialize-insecure']
    await runToEnd(program, [...flags, ...options])
    // Each server makes its own identity when it finds none.
    await rm(join(data, 'auto.cnf'))
    // Another worker may have been quicker.
    await rename(data, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
