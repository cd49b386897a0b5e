import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { closest } from './closest.ts'
import { environmentNameShape, isEnvironmentName } from './environment-name.ts'
import { ambiguousEnvironment, brokenJson, inaccessibleFile, invalidFile, unknownEnvironment } from './file-errors.ts'
import { findJsonProblem } from './json-syntax.ts'

export const settingsFileName = 'rds-proxy-webhook.json'

/** Where editors find the schema: in the published package. */
export const schemaUrl = 'https://unpkg.com/rds-proxy-webhook/templates/rds-proxy-webhook.schema.json'

export type JsonObject = Record<string, unknown>

/** The file as it stands, its outline checked. What is inside of an environment is checked when it is used. */
export interface SettingsFile {
  path: string
  content: JsonObject
  defaultEnvironment?: string
  environments: Record<string, JsonObject>
}

const topLevelKeys = ['$schema', 'defaultEnvironment', 'environments']

/** Path of the nearest settings file in `from` or a folder above it. */
export async function findSettingsFile(from: string): Promise<string | undefined> {
  const path = join(from, settingsFileName)
  if (await exists(path)) return path
  const parent = dirname(from)
  return parent === from ? undefined : findSettingsFile(parent)
}

/**
 * Finds and reads the settings file; undefined when there is none.
 * @throws UserError when it cannot be read or is not what it must be.
 */
export async function loadSettingsFile(from: string): Promise<SettingsFile | undefined> {
  const path = await findSettingsFile(from)
  return path === undefined ? undefined : readSettingsFile(path)
}

/** @throws UserError when the file cannot be read, is not JSON, or has another outline. */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw inaccessibleFile(path, 'read', error as NodeJS.ErrnoException)
  }
  return checkOutline(path, parseJson(path, text.replace(/^\ufeff/, '')))
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const problem = findJsonProblem(text)
    throw brokenJson(path, problem ?? { line: 1, column: 1, expected: 'JSON' }, error)
  }
}

function checkOutline(path: string, content: unknown): SettingsFile {
  if (!isJsonObject(content)) throw invalidFile(path, 'the file must hold one object in braces')
  for (const key of Object.keys(content)) {
    if (!topLevelKeys.includes(key)) throw unknownKey(path, key, closest(key, topLevelKeys))
  }
  const environments = Object.hasOwn(content, 'environments') ? content.environments : {}
  if (!isJsonObject(environments)) throw invalidFile(path, 'environments must be an object of named environments')
  for (const [name, value] of Object.entries(environments)) checkEntry(path, name, value)
  const { defaultEnvironment } = content
  if (defaultEnvironment === undefined) return { path, content, environments: environments as Entries }
  if (typeof defaultEnvironment !== 'string' || !Object.hasOwn(environments, defaultEnvironment)) {
    throw invalidFile(path, `defaultEnvironment must be one of ${listNames(environments)}`)
  }
  return { path, content, defaultEnvironment, environments: environments as Entries }
}

type Entries = Record<string, JsonObject>

function checkEntry(path: string, name: string, value: unknown): void {
  if (!isEnvironmentName(name)) throw invalidFile(path, `environments: "${name}" must be ${environmentNameShape}`)
  if (!isJsonObject(value)) throw invalidFile(path, `environments.${name} must be an object of settings`)
}

/** A key that nothing reads: refused, because a mistyped setting would silently be its default. */
export function unknownKey(path: string, key: string, near: string | undefined): Error {
  const hint = near === undefined ? `Remove it from ${path}` : `Did you mean "${near}"? Rename it in ${path}`
  return invalidFile(path, `${key} is not a setting`, hint)
}

/**
 * The name of the environment that a command works with: the one named, or the file's default, or its only one.
 * @throws UserError when it does not exist or is not clear.
 */
export function selectEnvironment(file: SettingsFile, name?: string): string {
  const known = Object.keys(file.environments)
  const selected = name ?? file.defaultEnvironment ?? (known.length === 1 ? known[0] : undefined)
  if (selected === undefined && known.length > 1) throw ambiguousEnvironment(file.path, known)
  if (selected === undefined || !Object.hasOwn(file.environments, selected)) {
    throw unknownEnvironment(file.path, selected ?? 'local', known, closest(selected ?? '', known))
  }
  return selected
}

/** Whether a value is an object with keys, as opposed to a list or nothing. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listNames(environments: JsonObject): string {
  const names = Object.keys(environments)
  return names.length === 0 ? 'the environments, and there are none' : names.join(', ')
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw inaccessibleFile(path, 'read', error as NodeJS.ErrnoException)
  }
}
