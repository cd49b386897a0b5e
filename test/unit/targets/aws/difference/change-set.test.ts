import type { ResourceChange } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { type ChangesOfSet, compareTemplates } from '../../../../../src/targets/aws/difference/compare-templates.ts'
import { changes, makeTemplate } from './pairs.ts'

const instance = { LogicalResourceId: 'DatabaseInstanceAA8A5FDE', ResourceType: 'AWS::RDS::DBInstance' }
const alarm = { LogicalResourceId: 'AlarmsDatabaseCpu6614C2C2', ResourceType: 'AWS::CloudWatch::Alarm' }

function makeSet(...entries: ResourceChange[]): ChangesOfSet {
  return { Changes: entries.map((entry) => ({ Type: 'Resource', ResourceChange: entry })) }
}

function changeProperty(Name: string, RequiresRecreation: 'Always' | 'Never' | 'Conditionally'): ResourceChange {
  return {
    Action: 'Modify',
    Details: [
      {
        Target: { Attribute: 'Properties', Name, RequiresRecreation },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
    ],
  }
}

describe('a difference with a change set', () => {
  const [before, after] = [makeTemplate(changes.preset.before), makeTemplate(changes.preset.after)]
  const withSet = (...entries: ResourceChange[]) => compareTemplates(before, after, makeSet(...entries))

  it('believes CloudFormation that the database stays, though the templates cannot tell', async () => {
    expect((await compareTemplates(before, after)).dangerous).toHaveLength(1)
    const entry = { ...instance, ...changeProperty('MultiAZ', 'Never'), Replacement: 'False' as const }
    const { changes: changed, dangerous } = await withSet(entry)
    expect(dangerous).toEqual([])
    expect(changed.find(({ logicalId }) => logicalId === instance.LogicalResourceId)).toEqual({
      logicalId: instance.LogicalResourceId,
      kind: instance.ResourceType,
      action: 'modify',
      properties: expect.arrayContaining(['MultiAZ', 'DeletionProtection']),
    })
  })

  it.each([
    ['True', 'replace'],
    ['Conditional', 'may-replace'],
    [undefined, 'may-replace'],
  ] as const)('with Replacement %s of the database is dangerous: %s', async (Replacement, action) => {
    const entry = { ...instance, ...changeProperty('StorageEncrypted', 'Always'), ...(Replacement && { Replacement }) }
    const { dangerous } = await withSet(entry)
    expect(dangerous).toEqual([expect.objectContaining({ logicalId: instance.LogicalResourceId, action })])
    expect(dangerous[0]?.properties).toContain('StorageEncrypted')
  })

  it('sees what no template shows, such as a value that is looked up', async () => {
    const same = makeTemplate()
    const entry = { ...instance, ...changeProperty('DBSubnetGroupName', 'Always'), Replacement: 'True' as const }
    const difference = await compareTemplates(same, same, makeSet(entry))
    expect(difference).toMatchObject({ kind: 'changed', dangerous: [{ action: 'replace' }] })
  })

  it.each([
    [{ Action: 'Add' }, 'add'],
    [{ Action: 'Import' }, 'add'],
    [{ Action: 'Remove' }, 'remove'],
    [{ Action: 'Dynamic' }, 'may-replace'],
    [{ Action: 'SomethingNew' as 'Add' }, 'may-replace'],
  ] as const)('reads %j as %s', async (entry, action) => {
    const difference = await compareTemplates(before, before, makeSet({ ...alarm, ...entry }))
    expect(difference.changes).toEqual([
      { logicalId: alarm.LogicalResourceId, kind: alarm.ResourceType, action, properties: [] },
    ])
  })

  it('names tags and policies too, each property once, and metadata never', async () => {
    const Details = [
      { Target: { Attribute: 'Tags' as const } },
      { Target: { Attribute: 'Properties' as const, Name: 'Tags' } },
      { Target: { Attribute: 'Metadata' as const, Name: 'aws:cdk:path' } },
      { Target: { Attribute: 'Properties' as const, Name: 'MultiAZ' } },
      { Target: { Attribute: 'Properties' as const, Name: 'MultiAZ' } },
    ]
    const entry = { ...instance, Action: 'Modify' as const, Replacement: 'False' as const, Details }
    const difference = await compareTemplates(before, before, makeSet(entry))
    expect(difference.changes[0]?.properties).toEqual(['Tags', 'MultiAZ'])
  })

  it('is none with an empty change set of equal templates', async () => {
    expect(await compareTemplates(before, before, {})).toMatchObject({ kind: 'unchanged' })
    expect(await compareTemplates(before, before, makeSet())).toMatchObject({ kind: 'unchanged' })
  })
})
