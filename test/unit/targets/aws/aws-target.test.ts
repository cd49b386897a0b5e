import { describe, expect, it } from 'vitest'
import { ExitCode, Fault, UserError } from '../../../../src/errors.ts'
import type { LocalSettings } from '../../../../src/settings/settings.ts'
import { AwsTarget } from '../../../../src/targets/aws/aws-target.ts'
import { makeSettings } from '../../stack/example-input.ts'

const context = { emit: () => undefined, signal: new AbortController().signal }
const target = new AwsTarget({ environment: 'dev', isDefault: true, settings: makeSettings() })

describe('the AWS target', () => {
  it('plans', async () => {
    const plan = await target.plan(makeSettings(), context)
    expect(plan).toMatchObject({ target: 'aws', environment: 'dev' })
    expect(plan.resources.length).toBeGreaterThan(20)
  })

  it('takes no settings of another target', async () => {
    await expect(target.plan({ target: 'local' } as LocalSettings, context)).rejects.toThrow(Fault)
  })

  it.each(['deploy', 'status', 'url', 'query', 'startRotation', 'secretVersions', 'loss', 'destroy'] as const)(
    '%s says that it is not there yet and what can be typed instead',
    async (operation) => {
      const error = await (target[operation] as () => Promise<never>)().catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({
        name: 'AwsNotSupportedYet',
        exitCode: ExitCode.failed,
        nextSteps: ['rds-proxy-webhook plan --target aws --env dev', 'rds-proxy-webhook init --target local'],
      })
      expect((error as Error).message).toMatch(/cannot .* environment dev on AWS yet/)
    },
  )
})
