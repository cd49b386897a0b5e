import { localQuestions } from './local-questions.ts'
import { proxyQuestions } from './proxy-questions.ts'
import type { Question, Surroundings } from './question.ts'
import { type FlagValues, resolveSettings } from './resolve.ts'
import type { LocalSettings, ProxySettings } from './settings.ts'

/** What the proxy needs to know when it runs without an environment. */
export const standInQuestions: readonly Question[] = [
  ...proxyQuestions,
  ...localQuestions.filter(({ key }) => key === 'databaseMaxConnections'),
]

/**
 * The proxy's settings by flag, environment variable or default; no file has a say.
 * @throws UserError (exit code 2) naming the flag or variable whose value cannot be
 */
export async function resolveProxySettings(
  flags: FlagValues,
  surroundings: Surroundings,
): Promise<{ settings: ProxySettings; maxConnections: number }> {
  const answers = Object.fromEntries(standInQuestions.map(({ flag }) => [flag, flags[flag]]))
  const { settings } = await resolveSettings({
    flags: { ...answers, target: 'local', env: 'proxy' },
    surroundings,
    unanswered: 'default',
    environment: 'new-or-existing',
  })
  const { proxy, databaseMaxConnections } = settings as LocalSettings
  return { settings: proxy, maxConnections: databaseMaxConnections }
}
