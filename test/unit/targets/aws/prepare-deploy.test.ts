import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SettingSource } from '../../../../src/settings/settings.ts'
import { openAwsEnvironment } from '../../../../src/targets/aws/environment.ts'
import { prepareDeploy } from '../../../../src/targets/aws/prepare-deploy.ts'
import { makeSettings } from '../../stack/example-input.ts'
import { useAwsConfiguration } from './aws-configuration.ts'

/** Nobody has credentials here: what is refused before they are looked for has a name of its own. */
async function prepare(region: SettingSource, profile = ''): Promise<unknown> {
  const settings = makeSettings({ region: 'us-east-1', profile })
  const context = { emit: () => {}, signal: new AbortController().signal }
  const resolved = { environment: 'dev', settings, sources: { region } }
  return prepareDeploy(openAwsEnvironment('dev', true, settings), resolved, context).catch((error: unknown) => error)
}

afterEach(() => vi.unstubAllEnvs())

describe('a deploy to a region that nobody has chosen', () => {
  useAwsConfiguration({ config: '[default]\noutput = json\n[profile work]\nregion = eu-north-1\n' })

  it('is refused, with the ways to choose one', async () => {
    expect(await prepare('default')).toMatchObject({
      name: 'MissingRegion',
      nextSteps: ['--region us-east-1', 'aws configure set region us-east-1'],
      exitCode: 2,
    })
  })

  it.each<[string, SettingSource, string]>([
    ['a flag', 'flag', ''],
    ['the settings file', 'file', ''],
    ['a prompt', 'prompt', ''],
    ['its profile', 'default', 'work'],
  ])('is not one that %s has chosen', async (_, source, profile) => {
    expect(await prepare(source, profile)).not.toMatchObject({ name: 'MissingRegion' })
  })

  it('is not one that a variable of AWS has chosen', async () => {
    vi.stubEnv('AWS_REGION', 'us-east-1')
    expect(await prepare('default')).not.toMatchObject({ name: 'MissingRegion' })
  })
})
