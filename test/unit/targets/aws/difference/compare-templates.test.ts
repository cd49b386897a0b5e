import { describe, expect, it } from 'vitest'
import { compareTemplates } from '../../../../../src/targets/aws/difference/compare-templates.ts'
import { changes, editTemplate, makeTemplate } from './pairs.ts'

const instance = 'DatabaseInstanceAA8A5FDE'
const proxy = 'DatabaseProxyDC6872F6'
const webhook = 'FunctionsWebhookFunction7FB754E3'

function compare({ before, after }: (typeof changes)[keyof typeof changes]) {
  return compareTemplates(makeTemplate(before), makeTemplate(after))
}

describe('a difference of templates', () => {
  it('is new without a stack', async () => {
    expect(await compareTemplates(undefined, makeTemplate())).toEqual({
      kind: 'new',
      changes: [],
      security: [],
      dangerous: [],
    })
  })

  it('is none for the same template', async () => {
    expect(await compareTemplates(makeTemplate(), makeTemplate())).toEqual({
      kind: 'unchanged',
      changes: [],
      security: [],
      dangerous: [],
    })
  })

  it('leaves the templates as they are', async () => {
    const [before, after] = [makeTemplate(), makeTemplate({ clientAuth: 'iam' })]
    await compareTemplates(before, after)
    expect(before).toEqual(makeTemplate())
    expect(after).toEqual(makeTemplate({ clientAuth: 'iam' }))
  })

  it.each<[keyof typeof changes, string, string, string[]]>([
    [
      'percent',
      'DatabaseProxyTargetGroup258F98F3',
      'AWS::RDS::DBProxyTargetGroup',
      ['ConnectionPoolConfigurationInfo'],
    ],
    ['privatePage', webhook, 'AWS::Lambda::Function', ['Environment']],
    ['instanceClass', instance, 'AWS::RDS::DBInstance', ['DBInstanceClass']],
    ['storage', instance, 'AWS::RDS::DBInstance', ['AllocatedStorage']],
    ['engineVersion', instance, 'AWS::RDS::DBInstance', ['EngineVersion']],
    ['withoutTls', proxy, 'AWS::RDS::DBProxy', ['RequireTLS']],
  ])('of %s changes one resource in place', async (name, logicalId, kind, properties) => {
    const difference = await compare(changes[name])
    expect(difference).toMatchObject({ kind: 'changed', dangerous: [] })
    expect(difference.changes).toEqual([{ logicalId, kind, action: 'modify', properties }])
  })

  it('of the preset adds alarms and may replace the database, by what is known without asking', async () => {
    const difference = await compare(changes.preset)
    const added = difference.changes.filter(({ action }) => action === 'add')
    expect(added).toHaveLength(7)
    expect(new Set(added.map(({ kind }) => kind))).toEqual(new Set(['AWS::CloudWatch::Alarm']))
    expect(difference.dangerous).toEqual([
      {
        logicalId: instance,
        kind: 'AWS::RDS::DBInstance',
        action: 'may-replace',
        properties: ['BackupRetentionPeriod', 'DeletionProtection', 'MultiAZ', 'UpdateReplacePolicy', 'DeletionPolicy'],
      },
    ])
    expect(difference.security).toEqual(['The database will be protected against deletion.'])
  })

  it('back to learning removes the alarms and lifts the protection', async () => {
    const difference = await compareTemplates(
      makeTemplate({ preset: 'production' }),
      makeTemplate({ preset: 'learning' }),
    )
    expect(difference.changes.filter(({ action }) => action === 'remove')).toHaveLength(7)
    expect(difference.security).toEqual(['The database will no longer be protected against deletion.'])
  })

  it('of the way clients log in removes the secret, which is dangerous, and says who may do what', async () => {
    const difference = await compare(changes.clientAuth)
    expect(difference.dangerous).toEqual([
      {
        logicalId: 'DatabaseSecret3B817195',
        kind: 'AWS::SecretsManager::Secret',
        action: 'remove',
        properties: [],
      },
    ])
    expect(difference.security).toContain(
      'FunctionsWebhookRole322B3FB5 is newly allowed rds-db:connect on arn:aws:rds-db:eu-west-1:ACCOUNT:dbuser:DatabaseProxyDC6872F6/webhook.',
    )
    expect(difference.security).toContain(
      'FunctionsWebhookRole322B3FB5 is no longer allowed secretsmanager:GetSecretValue on DatabaseSecret3B817195.',
    )
    expect(difference.security).toContain(
      'SecurityGroupsFunctionsF2C2D0F4 may no longer connect to SecretsEndpointSecurityGroup13D33E52 on tcp port 443.',
    )
    expect(difference.security).toContain(
      'DatabaseProxyRoleC6627599 is newly allowed secretsmanager:DescribeSecret and secretsmanager:GetSecretValue on MasterUserSecret.SecretArn of DatabaseInstanceAA8A5FDE.',
    )
    for (const sentence of difference.security) expect(sentence).not.toMatch(/[{}$"]|255\.255/)
  })

  it('says once that a role goes, and not what it was allowed', async () => {
    const { security } = await compare(changes.clientAuth)
    expect(security.filter((sentence) => sentence.includes('FunctionsRotationRole'))).toEqual([
      'FunctionsRotationRole4CCA61ED goes, with all that it was allowed.',
    ])
  })

  it('of tags changes what carries them and nothing else', async () => {
    const { changes: changed, dangerous, security } = await compare(changes.tags)
    expect(changed.length).toBeGreaterThan(10)
    expect(new Set(changed.flatMap(({ properties }) => properties))).toEqual(new Set(['Tags']))
    expect({ dangerous, security }).toEqual({ dangerous: [], security: [] })
  })

  it('of the name of the proxy replaces it and what refers to it, and is dangerous', async () => {
    const before = makeTemplate()
    const after = editTemplate(before, { [proxy]: (properties) => ({ ...properties, DBProxyName: 'another' }) })
    const difference = await compareTemplates(before, after)
    expect(difference.dangerous).toEqual([
      { logicalId: proxy, kind: 'AWS::RDS::DBProxy', action: 'replace', properties: ['DBProxyName'] },
    ])
    expect(difference.changes).toContainEqual(
      expect.objectContaining({ logicalId: 'DatabaseProxyTargetGroup258F98F3', action: 'replace' }),
    )
  })

  it('of a region replaces proxy and network by the zones', async () => {
    const difference = await compareTemplates(makeTemplate(), makeTemplate({ region: 'us-east-1' }))
    expect(difference.dangerous.map(({ logicalId, action }) => [logicalId, action])).toEqual([[proxy, 'replace']])
  })

  it('of a removed alarm removes it', async () => {
    const before = makeTemplate({ preset: 'production' })
    const alarm = 'AlarmsDatabaseCpu6614C2C2'
    expect(await compareTemplates(before, editTemplate(before, { [alarm]: undefined }))).toEqual({
      kind: 'changed',
      changes: [{ logicalId: alarm, kind: 'AWS::CloudWatch::Alarm', action: 'remove', properties: [] }],
      security: [],
      dangerous: [],
    })
  })

  it.each(['AWS::RDS::DBInstance', 'AWS::RDS::DBProxy', 'AWS::SecretsManager::Secret'])(
    'of a removed %s is dangerous',
    async (kind) => {
      const before = makeTemplate() as { Resources: Record<string, { Type: string }> }
      const [logicalId = ''] = Object.entries(before.Resources).find(([, { Type }]) => Type === kind) ?? []
      const { dangerous } = await compareTemplates(before, editTemplate(before, { [logicalId]: undefined }))
      expect(dangerous).toContainEqual({ logicalId, kind, action: 'remove', properties: [] })
    },
  )

  it('takes no notice of metadata of the CDK', async () => {
    const template = makeTemplate() as { Resources: Record<string, object> }
    const marked = {
      ...template,
      Resources: {
        ...Object.fromEntries(
          Object.entries(template.Resources).map(([id, each]) => [id, { ...each, Metadata: { 'aws:cdk:path': id } }]),
        ),
        CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
      },
    }
    expect(await compareTemplates(template, marked)).toMatchObject({ kind: 'unchanged', changes: [] })
  })

  it('is none for what CloudFormation gives back with question marks', async () => {
    const next = makeTemplate({ tags: { team: 'Käse 🧀' } })
    const current = JSON.parse(JSON.stringify(next).replace(/[\u{80}-\u{10ffff}]/gu, '?'))
    expect(JSON.stringify(current)).toContain('K?se ?')
    expect(await compareTemplates(current, next)).toMatchObject({ kind: 'unchanged' })
    expect(await compareTemplates(next, next)).toMatchObject({ kind: 'unchanged' })
  })
})

describe('security changes', () => {
  const template = makeTemplate()

  it('tell of the page, TLS and the log', async () => {
    const [hidden, shown] = [makeTemplate({ publicPage: false }), makeTemplate({ publicPage: true })]
    expect((await compareTemplates(hidden, shown)).security).toEqual([
      'Whoever knows the URL will see the table of recorded requests.',
    ])
    expect((await compareTemplates(shown, hidden)).security).toEqual([
      'The table of recorded requests will no longer be shown to whoever knows the URL.',
    ])
    expect((await compare(changes.withoutTls)).security).toEqual(['The proxy will accept clients without TLS.'])
    expect((await compareTemplates(template, makeTemplate({ debugLogging: true }))).security).toEqual([
      'The proxy will write SQL text to its log for 24 hours.',
    ])
  })

  it('tell of a rule that lets everybody in', async () => {
    const rule = 'SecurityGroupsFromFunctions'
    const before = template as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> }
    const id = Object.keys(before.Resources).find((each) => each.startsWith(rule)) ?? ''
    const { SourceSecurityGroupId: _, ...open } = before.Resources[id]?.Properties ?? {}
    const after = editTemplate(before, { [id]: () => ({ ...open, CidrIp: '0.0.0.0/0', FromPort: 3306, ToPort: 3310 }) })
    const { security } = await compareTemplates(before, after)
    expect(security).toEqual([
      expect.stringMatching(
        /^0\.0\.0\.0\/0 may newly connect to SecurityGroupsConnections\w+ on tcp port 3306-3310\.$/,
      ),
      expect.stringMatching(
        /^SecurityGroupsFunctions\w+ may no longer connect to SecurityGroupsConnections\w+ on tcp port 3306\.$/,
      ),
    ])
  })
})
