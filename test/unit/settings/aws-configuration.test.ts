import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findConfiguredRegion } from '../../../src/settings/aws-configuration.ts'

describe('the region that the AWS CLI would use', () => {
  let folder: string
  let files: NodeJS.ProcessEnv
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'aws-configuration-'))
    files = {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    }
    writeFileSync(
      join(folder, 'config'),
      '[default]\nregion = eu-west-1\n[profile work]\nregion=ap-south-1\n[profile bare]\n',
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    ['', {}, 'eu-west-1'],
    ['work', {}, 'ap-south-1'],
    ['', { AWS_PROFILE: 'work' }, 'ap-south-1'],
    ['bare', {}, undefined],
    ['missing', {}, undefined],
    ['work', { AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
    ['work', { AWS_DEFAULT_REGION: 'us-west-2', AWS_REGION: 'us-east-2' }, 'us-east-2'],
  ])('with profile "%s" and %o', (profile, variables, region) => {
    expect(findConfiguredRegion(profile, { ...files, ...variables })).toBe(region)
  })
})
