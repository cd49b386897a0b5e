import type { AwsSettings } from '../../../src/settings/settings.ts'
import type { StackInput } from '../../../stack/app.ts'

const settings: AwsSettings = {
  target: 'aws',
  profile: '',
  account: '',
  tracing: false,
  vpcId: '',
  subnetIds: '',
  secretsEndpoint: 'own',
  region: 'eu-west-1',
  preset: 'learning',
  instanceClass: 'db.t4g.micro',
  engineVersion: '8.4',
  storageGib: 20,
  clientAuth: 'secret',
  debugLogging: false,
  logRetentionDays: 7,
  tags: { team: 'inbox' },
  publicPage: true,
  throttling: { rateLimit: 50, burstLimit: 100 },
  proxy: {
    maxConnectionsPercent: 90,
    maxIdleConnectionsPercent: 40,
    borrowTimeout: 20,
    idleClientTimeout: 900,
    requireTls: true,
    pinningFilter: 'none',
    initQuery: '',
  },
}

export const exampleCode = {
  bucket: 'assets-bucket',
  keys: { webhook: 'webhook/1.zip', query: 'query/2.zip', rotation: 'rotation/3.zip' },
}

/** Settings of a small environment, with what a test is about put over them. */
export function makeSettings(changes: Partial<AwsSettings> = {}): AwsSettings {
  return { ...settings, ...changes }
}

/** Input of the stack `dev` with the bundles in place. */
export function makeInput(changes: Partial<AwsSettings> = {}, input: Partial<StackInput> = {}): StackInput {
  return { environment: 'dev', code: exampleCode, ...input, settings: makeSettings(changes) }
}

/** A VPC with two subnets that others have made. */
export const existingNetwork = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
}

/** Each shape that the stack can take: what must hold always is tested on all of them. */
export const variants: { name: string; changes: Partial<AwsSettings> }[] = [
  { name: 'learning with secret', changes: { preset: 'learning', clientAuth: 'secret' } },
  { name: 'learning with iam', changes: { preset: 'learning', clientAuth: 'iam' } },
  { name: 'production with secret', changes: { preset: 'production', clientAuth: 'secret' } },
  { name: 'production with iam', changes: { preset: 'production', clientAuth: 'iam' } },
  { name: 'existing subnets', changes: { preset: 'production', clientAuth: 'secret', ...existingNetwork } },
  {
    name: 'existing subnets with a way to secrets',
    changes: { preset: 'learning', clientAuth: 'secret', ...existingNetwork, secretsEndpoint: 'existing' },
  },
  { name: 'tracing', changes: { preset: 'learning', clientAuth: 'secret', tracing: true } },
]
