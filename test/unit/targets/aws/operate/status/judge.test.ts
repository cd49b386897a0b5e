import { describe, expect, it } from 'vitest'
import { findProblem } from '../../../../../../src/targets/aws/operate/status/find-problem.ts'
import { judgeDatabase } from '../../../../../../src/targets/aws/operate/status/read-database.ts'
import { describeDrift } from '../../../../../../src/targets/aws/operate/status/read-drift.ts'
import { judgeProxy } from '../../../../../../src/targets/aws/operate/status/read-proxy.ts'
import type { ProxyStatus } from '../../../../../../src/targets/target-status.ts'

describe('the state of a database', () => {
  it.each([
    ['available', 'running'],
    ['backing-up', 'running'],
    ['storage-optimization', 'running'],
    ['modifying', 'running'],
    ['configuring-enhanced-monitoring', 'running'],
    ['resetting-master-credentials', 'running'],
    ['creating', 'starting'],
    ['rebooting', 'starting'],
    ['stopped', 'stopped'],
    ['stopping', 'stopped'],
    ['storage-full', 'failed'],
    ['incompatible-network', 'failed'],
    ['inaccessible-encryption-credentials-recoverable', 'failed'],
    ['failed', 'failed'],
    ['deleting', 'failed'],
  ])('%s is %s', (status, state) => {
    expect(judgeDatabase(status)).toBe(state)
  })
})

describe('the state of a proxy', () => {
  it.each([
    ['available', 'running'],
    ['modifying', 'running'],
    ['creating', 'starting'],
    ['suspended', 'stopped'],
    ['insufficient-resource-limits', 'failed'],
    ['incompatible-network', 'failed'],
    ['deleting', 'failed'],
  ])('%s is %s', (status, state) => {
    expect(judgeProxy(status)).toBe(state)
  })
})

describe('why an environment does not simply run', () => {
  const stack = { status: 'CREATE_COMPLETE' }
  const good = { components: [{ name: 'database', state: 'running' as const, detail: 'MySQL 8.4.10' }] }

  it('is not said of one that does', () => {
    expect(findProblem(stack, good)).toBeUndefined()
  })

  it('is not a part that could not be read', () => {
    expect(findProblem(stack, { components: [{ name: 'proxy', state: 'unknown', detail: 'denied' }] })).toBeUndefined()
  })

  it('is the first part in trouble, with its detail', () => {
    const components = [...good.components, { name: 'proxy', state: 'failed' as const, detail: 'it is gone' }]
    expect(findProblem(stack, { components })).toBe('The proxy is failed: it is gone.')
  })

  it('is the way from the proxy to the database', () => {
    const target = { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'No credentials.' } as const
    const proxy = { target } as ProxyStatus
    expect(findProblem(stack, { ...good, proxy })).toBe(
      "The proxy's way to the database is UNAVAILABLE: AUTH_FAILURE, No credentials.",
    )
  })

  it('is a rollback that failed', () => {
    expect(findProblem({ status: 'UPDATE_ROLLBACK_FAILED' }, good)).toMatch(/^An update failed/)
  })

  it('is a resource that somebody deleted', () => {
    const drift = [
      { logicalId: 'Rule', kind: 'AWS::EC2::SecurityGroupIngress', state: 'deleted' as const, properties: [] },
    ]
    expect(findProblem(stack, { ...good, drift })).toMatch(/^Somebody deleted Rule/)
    const changed = drift.map((each) => ({ ...each, state: 'changed' as const }))
    expect(findProblem(stack, { ...good, drift: changed })).toBeUndefined()
  })
})

describe('a drifted resource', () => {
  it('names each property once, without the way into it', () => {
    const drift = describeDrift({
      StackId: 's',
      LogicalResourceId: 'Db',
      ResourceType: 'AWS::RDS::DBInstance',
      StackResourceDriftStatus: 'MODIFIED',
      Timestamp: new Date(0),
      PropertyDifferences: ['/DeletionProtection', '/Tags/0/Value', '/Tags/1/Value'].map((PropertyPath) => ({
        ...{ PropertyPath, ExpectedValue: 'a', ActualValue: 'b', DifferenceType: 'NOT_EQUAL' as const },
      })),
    })
    expect(drift).toEqual({
      ...{ logicalId: 'Db', kind: 'AWS::RDS::DBInstance', state: 'changed' },
      properties: ['DeletionProtection', 'Tags'],
    })
  })
})
