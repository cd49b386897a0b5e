import { dirname } from 'node:path'
import { Flags } from '@oclif/core'
import { loadSettingsFile, type SettingsFile, settingsFileName } from './settings/file.ts'
import { missingFile } from './settings/file-errors.ts'
import { buildFlags } from './settings/flags.ts'
import { isDefault } from './settings/locate.ts'
import { nameVariable } from './settings/question.ts'
import { environmentQuestion, targetQuestion } from './settings/questions.ts'
import { type FlagValues, type ResolvedSettings, type ResolveRequest, resolveSettings } from './settings/resolve.ts'
import { pickTarget } from './targets/pick.ts'
import type { Target } from './targets/target.ts'

/** What `init`, `deploy` and `plan` have in common: one flag for each question, and how to go about it. */
export const changeFlags = {
  ...buildFlags(),
  yes: Flags.boolean({ summary: 'Take the default of every question that is still open', char: 'y' }),
  'install-database': Flags.boolean({ summary: 'Install a MySQL-compatible server when none is found' }),
  'dry-run': Flags.boolean({ summary: 'Show what would be made; write and deploy nothing' }),
}

/** The same for those that deploy. */
export const deployFlags = {
  ...changeFlags,
  yes: Flags.boolean({
    summary: 'Take the default of every open question, and agree to what changes on AWS',
    char: 'y',
  }),
  'accept-replacement': Flags.boolean({
    summary: 'With --yes: agree even to a change that replaces or removes database, proxy or secret (target aws)',
  }),
}

export interface EnvironmentToChange {
  target: Target
  resolved: ResolvedSettings
  /** Where the settings file is, or would be made. */
  projectFolder: string
  /** Whether the settings file has this environment already. */
  isKept: boolean
}

/**
 * Resolves the settings of an environment and opens it on its target. `existing`: it must be in the project's file;
 * `new-or-existing`: there need not even be a file; `default-or-new`: the project's default one, unless flags or
 * variables speak of another.
 */
export async function openForChange(
  flags: FlagValues,
  which: ResolveRequest['environment'] | 'default-or-new',
  unanswered: ResolveRequest['unanswered'],
): Promise<EnvironmentToChange> {
  const workingDirectory = process.cwd()
  const file = await loadSettingsFile(workingDirectory)
  const environment = which === 'default-or-new' ? pickDefault(flags, file) : which
  if (!file && environment === 'existing') throw missingFile(workingDirectory, settingsFileName)
  const resolved = await resolveSettings({
    flags,
    surroundings: { env: process.env, workingDirectory },
    ...(file ? { file } : {}),
    unanswered,
    environment,
  })
  const projectFolder = file ? dirname(file.path) : workingDirectory
  const target = await pickTarget(resolved.settings.target, {
    projectFolder,
    environment: resolved.environment,
    isDefault: !file || isDefault(file, resolved.environment),
    installDatabase: flags['install-database'] === true,
    settings: resolved.settings,
  })
  const isKept = file !== undefined && Object.hasOwn(file.environments, resolved.environment)
  return { target, resolved, projectFolder, isKept }
}

function pickDefault(flags: FlagValues, file: SettingsFile | undefined): ResolveRequest['environment'] {
  const isNamed = [environmentQuestion, targetQuestion].some(
    (question) => flags[question.flag] !== undefined || process.env[nameVariable(question)],
  )
  const hasDefault = file && Object.keys(file.environments).some((name) => isDefault(file, name))
  return hasDefault && !isNamed ? 'existing' : 'new-or-existing'
}
