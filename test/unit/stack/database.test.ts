import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

const typeOfInstance = 'AWS::RDS::DBInstance'

describe.each(variants)('database of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const { Properties } = view.only(typeOfInstance)

  it('is a small encrypted MySQL 8.4 that the internet cannot reach', () => {
    expect(Properties).toMatchObject({
      Engine: 'mysql',
      EngineVersion: '8.4.10',
      DBInstanceClass: 'db.t4g.micro',
      StorageType: 'gp3',
      AllocatedStorage: '20',
      StorageEncrypted: true,
      PubliclyAccessible: false,
      MasterUsername: 'webhook',
    })
  })

  it('has a generated password that the template does not hold', () => {
    if (changes.clientAuth === 'iam') {
      expect(Properties.ManageMasterUserPassword).toBe(true)
      expect(Properties).not.toHaveProperty('MasterUserPassword')
      expect(view.all('AWS::SecretsManager::Secret')).toEqual([])
      return
    }
    const secret = view.only('AWS::SecretsManager::Secret')
    expect(Properties.MasterUserPassword).toEqual({
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret.id }, ':SecretString:password::}}']],
    })
    expect(secret.Properties.GenerateSecretString).toMatchObject({
      SecretStringTemplate: '{"username":"webhook"}',
      GenerateStringKey: 'password',
      PasswordLength: 30,
    })
    expect(secret.Properties).not.toHaveProperty('SecretString')
    expect(secret.Properties).not.toHaveProperty('Name')
  })
})

describe('presets', () => {
  it('learning: goes with the stack, at the lowest price', () => {
    const instance = new TemplateView(makeInput({ preset: 'learning' })).only(typeOfInstance)
    expect(instance).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' })
    expect(instance.Properties).toMatchObject({ DeletionProtection: false, MultiAZ: false, BackupRetentionPeriod: 0 })
  })

  it('production: protected, in two zones, backed up, and a snapshot when it goes after all', () => {
    const instance = new TemplateView(makeInput({ preset: 'production' })).only(typeOfInstance)
    expect(instance).toMatchObject({ DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' })
    expect(instance.Properties).toMatchObject({ DeletionProtection: true, MultiAZ: true, BackupRetentionPeriod: 7 })
  })

  it('production alone has alarms, each on a resource of the stack', () => {
    expect(new TemplateView(makeInput({ preset: 'learning' })).all('AWS::CloudWatch::Alarm')).toEqual([])
    const view = new TemplateView(makeInput({ preset: 'production' }))
    const alarms = view.all('AWS::CloudWatch::Alarm')
    expect(alarms).toHaveLength(7)
    for (const [id] of alarms) expect(view.needs(id).size).toBeGreaterThan(0)
  })
})

describe('engine versions', () => {
  it.each([
    ['8.4.9', '8.4.9'],
    ['8.0', '8.0.46'],
    ['8.0.45', '8.0.45'],
  ])('%s becomes %s', (engineVersion, expected) => {
    const view = new TemplateView(makeInput({ engineVersion, instanceClass: 'db.r7g.large', storageGib: 50 }))
    expect(view.only(typeOfInstance).Properties).toMatchObject({
      EngineVersion: expected,
      DBInstanceClass: 'db.r7g.large',
      AllocatedStorage: '50',
    })
  })
})
