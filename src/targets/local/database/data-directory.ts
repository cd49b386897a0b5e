import { existsSync } from 'node:fs'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../../errors.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { copyTree, giveTree } from './copy-tree.ts'
import { type MakeDataOptions, makeData } from './make-data.ts'
import { prepareData } from './prepared-data.ts'
import { makePrivateFolder } from './private-files.ts'
import { serverFolder, temporaryFolder } from './server-arguments.ts'
import { describeProgram, type ServerProgram } from './server-program.ts'
import type { FileOwner } from './server-user.ts'
import { compareSeries } from './server-version.ts'

/** What an empty database and its redo log take, and some room for rows. */
const NEEDED_BYTES = 150 * 1024 * 1024

export interface DataDirectoryOptions extends MakeDataOptions {
  /** For the prepared copy. */
  cacheFolder: string
  /** To whom the files must belong, when it is not this user. */
  owner?: FileOwner | undefined
}

/**
 * Makes sure that the data directory holds a database that this server can open: an existing one is kept, a new one
 * is copied from a prepared one. It comes into place by a rename, so a crash half-way leaves none.
 * @throws UserError when the disk is too full, or the data were written by a server that this one cannot follow.
 */
export async function ensureData(options: DataDirectoryOptions): Promise<void> {
  const { dataDirectory, program, owner } = options
  for (const folder of [dataDirectory, temporaryFolder(dataDirectory)]) makePrivateFolder(folder, owner)
  if (existsSync(serverFolder(dataDirectory))) checkOrigin(dataDirectory, program)
  else await createData(options)
  if (owner) await giveTree(serverFolder(dataDirectory), owner)
}

/** Notes which server wrote the data last; to be called once it runs. */
export function recordOrigin(dataDirectory: string, { kind, version }: ServerProgram): void {
  writeJsonFile(originFile(dataDirectory), { kind, version })
}

async function createData(options: DataDirectoryOptions): Promise<void> {
  const { dataDirectory } = options
  await checkSpace(dataDirectory)
  const draft = join(dataDirectory, 'draft')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (options.program.kind === 'docker') await makeInContainer(options)
  else {
    await fillDraft(options, draft)
    await rename(serverFolder(draft), serverFolder(dataDirectory))
  }
  await rm(draft, { recursive: true, force: true })
  recordOrigin(dataDirectory, options.program)
}

/** A cache folder that cannot be used makes the first start slower, and is no reason to fail. */
async function fillDraft(options: DataDirectoryOptions, draft: string): Promise<void> {
  const prepared = await prepareData(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error
  })
  if (prepared) await copyTree(prepared, serverFolder(draft))
  else await makeData({ ...options, dataDirectory: draft })
}

/** A container sees only the data directory itself, so there is no draft: a failed attempt is taken away. */
async function makeInContainer(options: DataDirectoryOptions): Promise<void> {
  try {
    await makeData(options)
  } catch (error) {
    await rm(serverFolder(options.dataDirectory), { recursive: true, force: true })
    throw error
  }
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= NEEDED_BYTES) return
  throw new UserError({
    name: 'DiskFull',
    message: `A new database needs ${NEEDED_BYTES / 1048576} MB, and ${folder} has ${Math.floor((bavail * bsize) / 1048576)} MB left.`,
    nextSteps: ['Free some space and run the command again.'],
  })
}

function checkOrigin(dataDirectory: string, program: ServerProgram): void {
  const origin = readJsonFile<Pick<ServerProgram, 'kind' | 'version'>>(originFile(dataDirectory))
  if (!origin) return
  const isMariadb = (kind: ServerProgram['kind']) => kind === 'mariadb'
  const isOther = isMariadb(origin.kind) !== isMariadb(program.kind)
  if (!isOther && compareSeries(program.version, origin.version) >= 0) return
  const writer = describeProgram({ path: '', ...origin })
  throw new UserError({
    name: 'DatabaseOfAnotherServer',
    message: `The data in ${dataDirectory} were written by ${writer}; ${describeProgram(program)} cannot open them.`,
    nextSteps: [
      `Name a server that is ${writer} or newer with --mysqld PATH.`,
      'Or delete the environment and its rows with `rds-proxy-webhook destroy`, and make it anew.',
    ],
  })
}

function originFile(dataDirectory: string): string {
  return join(dataDirectory, 'written-by.json')
}
