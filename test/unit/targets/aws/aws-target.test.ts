import { describe, expect, it } from 'vitest'
import { Fault } from '../../../../src/errors.ts'
import type { LocalSettings } from '../../../../src/settings/settings.ts'
import { AwsTarget } from '../../../../src/targets/aws/aws-target.ts'
import { makeSettings } from '../../stack/example-input.ts'

const target = new AwsTarget({ environment: 'dev', isDefault: true, settings: makeSettings() })

describe('the AWS target', () => {
  it('writes policies without asking anybody', async () => {
    const documents = (await target.policy(makeSettings())) as { Statement: object[] }[]
    expect(documents.length).toBeGreaterThan(0)
    for (const document of documents) expect(document.Statement.length).toBeGreaterThan(0)
  })

  it('takes no settings of another target', async () => {
    const context = { emit: () => {}, signal: new AbortController().signal }
    await expect(target.plan({ target: 'local' } as LocalSettings, context)).rejects.toThrow(Fault)
  })
})
