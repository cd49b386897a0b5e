import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type JsonObject, readSettingsFile, schemaUrl } from './file.ts'
import { inaccessibleFile } from './file-errors.ts'
import type { EnvironmentSettings } from './settings.ts'

/**
 * Puts one environment into the file, which is made when it is missing. Other environments and the order of all
 * keys stay. The first environment becomes the default.
 * @throws UserError when the file is broken or cannot be written; it is then as it was.
 */
export async function saveEnvironment(path: string, name: string, settings: EnvironmentSettings): Promise<void> {
  const content = await readContent(path)
  const environments = { ...((content.environments ?? {}) as JsonObject), [name]: settings }
  const merged: JsonObject = { $schema: schemaUrl, defaultEnvironment: name, ...content, environments }
  await writeContent(path, merged)
}

/**
 * Adds what was found out about an environment to its entry; what the entry says already stays as it is.
 * @throws UserError when the file is broken or cannot be written; it is then as it was.
 */
export async function completeEnvironment(path: string, name: string, found: JsonObject): Promise<void> {
  const content = await readContent(path)
  const environments = content.environments as JsonObject
  const entry = environments[name] as JsonObject
  const missing = Object.entries(found).filter(([key]) => (entry[key] ?? '') === '')
  if (missing.length === 0) return
  const completed = { ...entry, ...Object.fromEntries(missing) }
  await writeContent(path, { ...content, environments: { ...environments, [name]: completed } })
}

async function readContent(path: string): Promise<JsonObject> {
  try {
    await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw inaccessibleFile(path, 'read', error as NodeJS.ErrnoException)
  }
  return (await readSettingsFile(path)).content
}

/** Writes beside the file and renames, so that a full disk or a kill leaves the old file whole. */
async function writeContent(path: string, content: JsonObject): Promise<void> {
  const text = `${JSON.stringify(content, null, 2)}\n`
  try {
    const target = await followLink(path)
    if ((await readIfThere(target)) === text) return
    await replaceFile(target, text)
  } catch (error) {
    throw inaccessibleFile(path, 'write', error as NodeJS.ErrnoException)
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.rds-proxy-webhook.${process.pid}.tmp`)
  try {
    const file = await open(temporary, 'w', await readMode(path))
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function followLink(path: string): Promise<string> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return path
    throw error
  })
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

async function readMode(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  )
}
