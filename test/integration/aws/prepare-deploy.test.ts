import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SettingSource } from '../../../src/settings/settings.ts'
import { openAwsEnvironment } from '../../../src/targets/aws/environment.ts'
import { prepareDeploy } from '../../../src/targets/aws/prepare-deploy.ts'
import { type FakeAws, startFakeAws } from '../../fakes/aws/server.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { useAwsConfiguration } from '../../unit/targets/aws/aws-configuration.ts'

async function prepare(region: SettingSource, profile = 'default') {
  const settings = makeSettings({ region: 'us-east-1', profile })
  const context = { emit: () => {}, signal: new AbortController().signal }
  const resolved = { environment: 'dev', settings, sources: { region } }
  return prepareDeploy(openAwsEnvironment('dev', true, settings), resolved, context)
}

const keys = 'aws_access_key_id = AKIDFAKE\naws_secret_access_key = fake-secret\n'
let aws: FakeAws

describe('a region that nobody has chosen', () => {
  useAwsConfiguration({
    config: '[default]\noutput = json\n[profile work]\nregion = eu-north-1\n',
    credentials: `[default]\n${keys}[work]\n${keys}`,
  })
  beforeEach(async () => {
    aws = await startFakeAws()
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url)
  })
  afterEach(() => aws.close())

  it('is not deployed to; the error names the ways to choose one', async () => {
    await expect(prepare('default')).rejects.toMatchObject({
      name: 'MissingRegion',
      nextSteps: ['--region us-east-1', 'aws configure set region us-east-1 --profile default'],
      exitCode: 2,
    })
  })

  it.each<[string, SettingSource, string]>([
    ['a flag', 'flag', 'default'],
    ['the settings file', 'file', 'default'],
    ['a prompt', 'prompt', 'default'],
    ['the profile', 'default', 'work'],
  ])('is not one that %s has', async (_, source, profile) => {
    expect(await prepare(source, profile)).toMatchObject({ settings: { account: '123456789012' } })
  })

  it('is not one that a variable of AWS has', async () => {
    vi.stubEnv('AWS_REGION', 'us-east-1')
    expect(await prepare('default')).toMatchObject({ settings: { account: '123456789012' } })
  })
})
