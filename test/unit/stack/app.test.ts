import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { synthesize } from '../../../stack/app.ts'
import { exampleCode, makeInput } from './example-input.ts'

describe('synthesize', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'synthesize-'))
    vi.stubEnv('TMPDIR', folder)
  })

  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true, force: true })
  })

  it('names the stack after the environment', () => {
    expect(synthesize(makeInput({}, { environment: 'inbox-2' })).stackName).toBe('rds-proxy-webhook-inbox-2')
  })

  it('prints nothing and leaves no file behind', () => {
    const written = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
    synthesize(makeInput())
    for (const write of written) expect(write).not.toHaveBeenCalled()
    expect(tmpdir()).toBe(folder)
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves no file behind when the CDK refuses the input', () => {
    const badBucket = makeInput({}, { code: { ...exampleCode, bucket: '_' } })
    expect(() => synthesize(badBucket)).toThrow(/bucket name/i)
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives the same template each time, whatever CDK variables are set', () => {
    const before = synthesize(makeInput())
    vi.stubEnv('CDK_DEFAULT_ACCOUNT', '123456789012')
    vi.stubEnv('CDK_DEFAULT_REGION', 'us-east-2')
    vi.stubEnv('CDK_OUTDIR', join(folder, 'elsewhere'))
    vi.stubEnv(
      'CDK_CONTEXT_JSON',
      JSON.stringify({ '@aws-cdk/aws-iam:minimizePolicies': false, 'aws:cdk:enable-path-metadata': true }),
    )
    expect(synthesize(makeInput())).toEqual(before)
  })

  it('needs no CDK bootstrap: no asset, no custom resource, no metadata resource', () => {
    const { Resources } = synthesize(makeInput()).template as { Resources: Record<string, { Type: string }> }
    const types = Object.values(Resources).map(({ Type }) => Type)
    expect(types).toHaveLength(39)
    for (const type of types) expect(type).toMatch(/^AWS::(EC2|RDS|IAM|Logs|SecretsManager|Lambda|ApiGatewayV2)::/)
  })
})
