import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CodeLocation } from '../../../../stack/app.ts'
import { Fault } from '../../../errors.ts'
import { builtPath } from '../../../package-folder.ts'
import { zipBundle } from './zip-bundle.ts'

export type BundleName = keyof CodeLocation['keys']

/** One function's code as Lambda takes it. */
export interface FunctionBundle {
  name: BundleName
  zip: Uint8Array
  /** Content-addressed: `functions/webhook/<sha256>.zip`. */
  key: string
}

const fileName = 'index.mjs'

/**
 * The bundles of all functions, zipped.
 * @param folder where the build has put them, one folder for each function
 * @throws Fault when the program was not built
 */
export function readFunctionBundles(folder: string = builtPath('functions')): Promise<FunctionBundle[]> {
  return Promise.all((['webhook', 'query', 'rotation'] as const).map((name) => readBundle(name, folder)))
}

async function readBundle(name: BundleName, folder: string): Promise<FunctionBundle> {
  const zip = await zipBundle(fileName, await readBuiltFile(`${folder}/${name}/${fileName}`))
  return { name, zip, key: `functions/${name}/${hash(zip)}.zip` }
}

async function readBuiltFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Fault(`The bundle of a function is missing: ${path}`, { cause: error })
  }
}

/** SHA-256 in hexadecimal, the address of a content. */
export function hash(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}
