import { dirname } from 'node:path'
import { readValue } from './check-value.ts'
import { loadSettingsFile, type SettingsFile, selectEnvironment, settingsFileName } from './file.ts'
import { readFileAnswers } from './file-answers.ts'
import { missingFile } from './file-errors.ts'
import { invalidValue } from './input-errors.ts'
import { nameVariable, type Surroundings } from './question.ts'
import { environmentQuestion } from './questions.ts'
import type { TargetKind } from './settings.ts'

/** Which environment a command works with, and where its project is. */
export interface LocatedEnvironment {
  environment: string
  target: TargetKind
  /** Folder of the settings file. */
  projectFolder: string
  file: SettingsFile
  /** False: commands in next steps must name it with --env. */
  isDefault: boolean
}

/**
 * Finds the environment for a command that works with an existing one: `--env`, else its variable, else the file's.
 * @throws UserError (exit code 3) when there is no file or no such environment; (2) when the file is broken.
 */
export async function locateEnvironment(
  flag: string | undefined,
  surroundings: Surroundings,
): Promise<LocatedEnvironment> {
  const name = readName(flag, surroundings)
  const from = surroundings.workingDirectory ?? process.cwd()
  const file = await loadSettingsFile(from)
  if (file === undefined) throw missingFile(from, settingsFileName)
  const environment = selectEnvironment(file, name)
  const { target } = readFileAnswers(file, environment)
  return { environment, target, projectFolder: dirname(file.path), file, isDefault: isDefault(file, environment) }
}

/** Whether commands find this environment without `--env`. */
export function isDefault(file: SettingsFile, environment: string): boolean {
  if (file.defaultEnvironment !== undefined) return file.defaultEnvironment === environment
  return Object.keys(file.environments).length === 1
}

function readName(flag: string | undefined, { env }: Surroundings): string | undefined {
  const variable = nameVariable(environmentQuestion)
  const given = flag ?? env[variable]
  if (given === undefined || (given === '' && flag === undefined)) return undefined
  const read = readValue(environmentQuestion, given, {})
  if ('value' in read) return String(read.value)
  throw invalidValue(environmentQuestion, flag === undefined ? variable : '--env', read.problem, given)
}
