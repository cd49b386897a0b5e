import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { describeLoss } from '../../../src/targets/aws/destroy/describe-loss.ts'
import { destroyAws } from '../../../src/targets/aws/destroy/destroy.ts'
import { realPace } from '../../../src/targets/aws/operate/pace.ts'
import { queryAws } from '../../../src/targets/aws/operate/query.ts'
import { explainRotationAws, readSecretVersions, startRotationAws } from '../../../src/targets/aws/operate/rotation.ts'
import { readStatus } from '../../../src/targets/aws/operate/status/read-status.ts'
import { planAws } from '../../../src/targets/aws/plan.ts'
import { planPolicy } from '../../../src/targets/aws/policy/plan-policy.ts'
import type { RecordedCall } from '../../fakes/aws/calls.ts'
import { EventLog } from '../../fakes/events.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { mayDo } from '../../unit/targets/aws/policy/policy-simulation.ts'
import { useWorkplace, type Workplace } from './deploy-fixture.ts'

const given = useWorkplace()

/** Prices that an earlier fake on this port was asked for would not be asked for again. */
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'no-prices-'))
  vi.stubEnv('XDG_CACHE_HOME', folder)
  return () => rmSync(folder, { recursive: true, force: true })
})

const account = '123456789012'
const stackArn = `arn:aws:cloudformation:eu-west-1:${account}:stack/rds-proxy-webhook-dev/*`

/** Every command once, from the first plan to the end. */
async function liveThrough(workplace: Workplace, changes: Partial<AwsSettings>): Promise<void> {
  const { aws } = workplace
  const settings = makeSettings({ ...changes, account })
  const context = { emit: new EventLog().emit, signal: new AbortController().signal }
  aws.account.implementations.unshift({ match: 'Query', run: () => ({ count: 3 }) })
  aws.account.implementations.unshift({ match: 'Rotation', run: () => null })
  const { pace = realPace } = workplace.parts
  await workplace.deploy(changes)
  const env = workplace.open('dev', account)
  await planAws(env, settings, context)
  await queryAws(env, { kind: 'count' } as never)
  await startRotationAws(env)
  await readSecretVersions(env)
  await explainRotationAws(env, aws.clock.now())
  await readStatus(env, settings, { drift: true }, pace)
  await workplace.deploy({ ...changes, logRetentionDays: 30 })
  await describeLoss(env, pace)
  await destroyAws(env, context, { removeProtection: true, keepSnapshot: true, sweep: true }, pace)
}

/** What a call is about, where the request names it only by something in it: a change set is one of the stack's. */
function locate({ service, operation, resource }: RecordedCall): string {
  if (service === 'cloudformation' && resource === '*' && !/^ListStacks$|DriftDetectionStatus/.test(operation))
    return stackArn
  // The request is sent to the bucket, the permission is on what is in it.
  if (operation === 'DeleteObjects') return `${resource}/functions/webhook/one.zip`
  return resource
}

/** Tags that the fake's things carry, as IAM sees them. */
const context = {
  'aws:ResourceTag/rds-proxy-webhook:environment': 'dev',
  'aws:ResourceTag/aws:rds:primaryDBInstanceArn': `arn:aws:rds:eu-west-1:${account}:db:rds-proxy-webhook-dev-database`,
}

it.each([
  ['with a secret of its own', { clientAuth: 'secret', preset: 'learning' }],
  ['with a password that RDS manages, in production', { clientAuth: 'iam', preset: 'production' }],
] as const)('the policy allows every call of the whole life of an environment %s', async (_, changes) => {
  const workplace = given()
  const policies = await planPolicy(workplace.open('dev', account), makeSettings({ ...changes, account }))
  await liveThrough(workplace, changes)
  const { calls } = workplace.aws
  const different = new Map(calls.map((call) => [`${call.action} ${locate(call)}`, call]))
  const refused: string[] = []
  for (const [text, call] of different) {
    if (!(await mayDo(policies, { action: call.action, resource: locate(call), context }))) refused.push(text)
  }
  expect(refused).toEqual([])
  expect(different.size).toBeGreaterThan(35)
  expect(new Set(calls.map(({ service }) => service))).toEqual(
    new Set([
      ...['cloudformation', 's3', 'sts', 'rds', 'secretsmanager', 'lambda', 'logs', 'monitoring', 'ec2', 'pricing'],
    ]),
  )
})
