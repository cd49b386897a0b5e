import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { diagnoseFailure } from '../../../src/targets/aws/diagnosis/diagnose-failure.ts'
import { gatherEvidence } from '../../../src/targets/aws/diagnosis/evidence.ts'
import type { OperationEnd } from '../../../src/targets/aws/follow/operation-end.ts'
import type { TargetHealth } from '../../../src/targets/target.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { frame } from '../../unit/targets/aws/diagnosis/stack-events.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const timedOut = frame('Timed out waiting for target group to become available.', 'NotStabilized')
const targetGroup = 'DatabaseProxyTargetGroup258F98F3'

async function failToDeploy(...settings: Parameters<ReturnType<typeof at>['deploy']>): Promise<UserError> {
  const error = await at()
    .deploy(...settings)
    .catch((caught: unknown) => caught)
  if (!(error instanceof UserError)) throw error
  return error
}

describe('a proxy that does not reach its database', () => {
  it.each<[TargetHealth, string]>([
    [{ state: 'UNAVAILABLE', reason: 'UNREACHABLE' }, 'ProxyCannotReachDatabase'],
    [
      { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'Proxy does not have any registered credentials' },
      'ProxyCannotReadSecret',
    ],
    [{ state: 'UNAVAILABLE', reason: 'PENDING_PROXY_CAPACITY' }, 'ProxyStillScaling'],
  ])('is asked for its reason while the rollback still has it: %j', async (health, name) => {
    at().aws.account.targetHealth = health
    const error = await failToDeploy()
    expect(error.name).toBe(name)
    expect(at().stack()?.status).toBe('ROLLBACK_COMPLETE')
    expect(at().aws.account.proxies.size).toBe(0)
  })

  it('is asked by the name that the stack has when an update fails', async () => {
    await at().deploy()
    at().beginAnew()
    at().aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'CONNECTION_FAILED' }
    const error = await failToDeploy({
      proxy: { ...makeSettings().proxy, maxConnectionsPercent: 30 },
    })
    expect(error.name).toBe('DatabaseRefusedProxy')
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_FAILED')
  })

  it('cannot be asked any more when all is over, which is said', async () => {
    const events = [
      { ...event, kind: 'AWS::RDS::DBProxy', physicalId: 'gone-proxy', status: 'CREATE_COMPLETE' },
      { ...event, reason: timedOut },
    ]
    expect(await gatherEvidence(at().open(), events)).toEqual({ proxyTarget: { proxyName: 'gone-proxy', gone: true } })
    const error = await diagnoseFailure(at().open(), { stackId: 'x', status: 'ROLLBACK_COMPLETE', events })
    expect(error.message).toContain('had taken proxy and database apart before they could be asked why')
  })

  it('cannot be asked by whom AWS refuses it, which is said', async () => {
    at().aws.faults.refuse('rds:DescribeDBProxyTargets')
    at().aws.account.targetHealth = { state: 'UNAVAILABLE', reason: 'UNREACHABLE' }
    const error = await failToDeploy()
    expect(error.message).toContain('it could not be asked why: User: ')
    expect(error.message).toContain('rds:DescribeDBProxyTargets')
  })

  it('asks nobody when something else failed', async () => {
    at().aws.faults.failResource(
      'DatabaseInstanceAA8A5FDE',
      'create',
      frame('DB instance quota exceeded', 'ServiceLimitExceeded'),
    )
    const error = await failToDeploy()
    expect(error).toMatchObject({ name: 'QuotaExceeded' })
    expect(error.message).toBe(
      'The account may have no more database instances in eu-west-1 (AWS: DB instance quota exceeded).',
    )
    expect(at().count('rds:DescribeDBProxyTargets')).toBe(0)
  })
})

describe('the error of a deploy', () => {
  it('is of the first cause, though others were cancelled and the rollback failed too', async () => {
    at().aws.faults.failResource(
      'FunctionsWebhookFunction7FB754E3',
      'create',
      frame('Code storage limit exceeded.', 'X', 'Lambda'),
    )
    at().aws.faults.failResource('NetworkVpc7FB7348F', 'delete', 'The vpc has dependencies and cannot be deleted.')
    const error = await failToDeploy()
    expect(error.name).toBe('CodeStorageFull')
    expect(at().stack()?.status).toBe('ROLLBACK_FAILED')
  })

  it('has AWS words when nobody knows them, and where to read on', async () => {
    at().aws.faults.failResource('NetworkVpc7FB7348F', 'create', 'Something nobody has seen.')
    const error = await failToDeploy()
    expect(error.name).toBe('ResourceFailed')
    expect(error.message).toBe('NetworkVpc7FB7348F (AWS::EC2::VPC) failed with the words: Something nobody has seen.')
    expect(error.nextSteps[0]).toMatch(
      /^aws cloudformation describe-stack-events --stack-name arn:\S+ --region eu-west-1$/,
    )
  })

  it('says so when no resource tells why', async () => {
    const error = await diagnoseFailure(at().open(), { stackId: 'x', status: 'ROLLBACK_COMPLETE', events: [] })
    expect(error).toMatchObject({ name: 'StackChangeFailed' })
    expect(error.message).toContain('ended as ROLLBACK_COMPLETE')
  })
})

const event: OperationEnd['events'][number] = {
  id: '1',
  stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/none/0',
  logicalId: targetGroup,
  physicalId: '',
  kind: 'AWS::RDS::DBProxyTargetGroup',
  status: 'CREATE_FAILED',
  at: new Date('2026-11-23T12:00:00Z'),
}
