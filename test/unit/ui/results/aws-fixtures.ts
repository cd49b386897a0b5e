import type { CancelResult } from '../../../../src/actions/cancel.ts'
import type { DeployResult } from '../../../../src/actions/deploy.ts'
import type { DestroyResult } from '../../../../src/actions/destroy.ts'
import type { PlanResult } from '../../../../src/actions/plan.ts'
import type { RotationResult } from '../../../../src/actions/rotation-result.ts'
import type { StatusResult } from '../../../../src/actions/status.ts'
import type { Loss } from '../../../../src/targets/target-destruction.ts'
import type { Caller, PlannedPrice, ResourceChange } from '../../../../src/targets/target-plan.ts'
import type { CostSoFar } from '../../../../src/targets/target-status.ts'

/** Results of an environment on AWS, each with all that it may hold. `word` stands where text comes from outside. */
export function makeAwsResults(word = '') {
  const caller: Caller = {
    account: `123456789012${word}`,
    region: 'eu-central-1',
    arn: `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_PowerUserAccess_0123456789abcdef/ada@example.com${word}`,
    profile: `work${word}`,
  }
  const source = { kind: 'table', date: '2026-11', statement: `An estimate from a table of 2026-11.${word}` } as const
  const cost: CostSoFar = { currency: 'USD', amount: 12.345, since: `2026-03-01T00:00:00.000Z`, source }
  const price: PlannedPrice = {
    ...{ currency: 'USD', perHour: 0.0597, perMonth: 43.58, afterOneHour: 0.06, usage: [], unpriced: [], notes: [] },
    lines: [{ name: `Database${word}`, perHour: 0.0597, perMonth: 43.58 }],
    source: { ...source, region: 'us-east-1' },
  }
  const replaced: ResourceChange = {
    ...{ logicalId: `DatabaseInstanceAA8A5FDE`, kind: 'AWS::RDS::DBInstance', action: 'replace' },
    properties: ['Engine', 'DBName', `KmsKeyId${word}`],
  }
  const removed: ResourceChange = {
    ...{ logicalId: `SecretsEndpointB69958EF${word}`, kind: 'AWS::EC2::VPCEndpoint', action: 'remove', properties: [] },
  }
  const modified: ResourceChange = {
    ...{ logicalId: 'DatabaseProxyTargetGroup258F98F3', kind: 'AWS::RDS::DBProxyTargetGroup', action: 'modify' },
    properties: ['ConnectionPoolConfigurationInfo.MaxConnectionsPercent', 'ConnectionPoolConfigurationInfo.InitQuery'],
  }
  const added: ResourceChange = {
    ...{ logicalId: `AlarmsTooManyPins${word}`, kind: `AWS::CloudWatch::Alarm`, action: 'add', properties: [] },
  }
  const resources = [
    { kind: 'AWS::EC2::VPC', count: 1, purpose: `private network without a way in or out${word}` },
    { kind: 'AWS::RDS::DBInstance', count: 1, purpose: 'the MySQL database' },
  ]
  const plan = {
    ...{ target: 'aws', environment: `dev${word}`, caller, resources, price },
    nextSteps: [`rds-proxy-webhook deploy --env dev${word}`],
  } as unknown as PlanResult
  const changed: PlanResult = {
    ...plan,
    difference: {
      kind: 'changed',
      changes: [modified, replaced, added, removed],
      security: [
        `FunctionsWebhookRole322B3FB5 may no longer read the secret arn:aws:secretsmanager:eu-central-1:123456789012:secret:dev-AbCdEf${word}.`,
        'Port 3306 is open to the group of the functions.',
      ],
      dangerous: [replaced],
    },
    limits: [`Prices were not asked from AWS: pricing:GetProducts is not allowed${word}.`],
  }
  const unchanged: PlanResult = { ...plan, difference: { kind: 'unchanged', changes: [], security: [], dangerous: [] } }
  const isNew: PlanResult = { ...plan, difference: { kind: 'new', changes: [], security: [], dangerous: [] } }
  const deployment: DeployResult = {
    ...{
      environment: `dev${word}`,
      target: 'aws',
      url: `https://a1b2c3.execute-api.eu-central-1.amazonaws.com${word}`,
    },
    ...{ outcome: 'created', durationMs: 724_000, nextSteps: [`rds-proxy-webhook hit /some/path --env dev${word}`] },
  }
  const cancellation: CancelResult = {
    ...{ environment: `dev${word}`, target: 'aws', outcome: 'taken-back', durationMs: 94_000 },
    nextSteps: [`rds-proxy-webhook status --env dev${word}`],
  }
  const status: StatusResult = {
    ...{ environment: `dev${word}`, target: 'aws', state: 'degraded', exitCode: 0, rows: 12_345, caller },
    reason: `The proxy's way to the database is UNAVAILABLE: AUTH_FAILURE, Proxy does not have any registered credentials${word}.`,
    url: deployment.url,
    runningSince: '2026-02-20T12:00:00.000Z',
    underWay: { status: `UPDATE_IN_PROGRESS${word}`, since: '2026-03-01T11:56:30.000Z' },
    monthToDate: cost,
    components: [
      {
        name: 'stack',
        state: 'running',
        detail: `UPDATE_IN_PROGRESS; figures not read: not allowed to call GetMetricData${word}`,
      },
      {
        ...{ name: 'database', state: 'running', detail: `MySQL 8.4.10, db.t4g.micro${word}` },
        address: 'rds-proxy-webhook-dev-databaseinstance.c0ffee.eu-central-1.rds.amazonaws.com:3306',
      },
      { name: `function webhook${word}`, state: 'unknown', detail: 'access denied' },
    ],
    proxy: {
      ...{ clientConnections: 12, databaseConnections: 4, maxDatabaseConnectionsAllowed: 60 },
      ...{ databaseConnectionsCurrentlyBorrowed: 2, databaseConnectionsCurrentlyInTransaction: 0 },
      ...{ databaseConnectionsCurrentlySessionPinned: 1, metrics: { DatabaseConnectionsBorrowLatency: 420.5 } },
      target: { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: `no registered credentials${word}` },
    },
    functions: [{ name: `webhook${word}`, environments: 7, busy: 2, invocations: 1_204, errors: 0, throttles: 3 }],
    secret: { versionId: '7f3c1a52-0d5e-4c4e-9d0f-4b1f5d2f6c11', changedAt: '2026-02-27T12:00:00.000Z' },
    drift: [
      {
        logicalId: `ConnectionsB${word}`,
        kind: 'AWS::EC2::SecurityGroup',
        state: 'changed',
        properties: ['SecurityGroupIngress'],
      },
      { logicalId: 'ApiAccessLogs50B185DB', kind: 'AWS::Logs::LogGroup', state: 'deleted', properties: [] },
    ],
    nextSteps: ['rds-proxy-webhook status --watch'],
  }
  const loss: Loss = {
    ...{ environment: `dev${word}`, target: 'aws', rows: 1_204, costSoFar: cost },
    items: [
      `stack rds-proxy-webhook-dev (arn:aws:cloudformation:eu-central-1:123456789012:stack/rds-proxy-webhook-dev/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9)${word}`,
      'MySQL database db.t4g.micro with 20 GiB, without a final snapshot',
    ],
  }
  const snapshot = {
    ...{ name: `snapshot rds-proxy-webhook-dev-final${word}`, billed: true, perMonth: 2.3 },
    removeWith: `aws rds delete-db-snapshot --db-snapshot-identifier rds-proxy-webhook-dev-final --region eu-central-1${word}`,
  }
  const destruction: DestroyResult = {
    ...{ environment: `dev${word}`, target: 'aws', durationMs: 402_000, rows: 1_204, leftovers: [] },
    deleted: [`stack rds-proxy-webhook-dev with 39 resources${word}`, 'bucket of the functions'],
    receipt: { since: cost.since, seconds: 11_400, cost: { ...cost, amount: 0.191 }, perMonthNow: 0 },
    nextSteps: [`rds-proxy-webhook deploy --env dev${word}`],
  }
  const kept: DestroyResult = {
    ...destruction,
    kept: [snapshot],
    leftovers: [
      {
        name: `log group /aws/rds/proxy/rds-proxy-webhook-dev${word}`,
        billed: false,
        removeWith: `aws logs delete-log-group${word}`,
      },
      { ...snapshot, name: `automated backup ab-0123456789${word}`, perMonth: 0.001 },
    ],
    receipt: { since: cost.since, seconds: 11_400, cost, perMonthNow: 2.301 },
    nextSteps: ['rds-proxy-webhook destroy --sweep --env dev'],
  }
  const rotation: RotationResult = {
    ...{
      proved: true,
      problems: [],
      versionBefore: 'a1b2c3d4-0000',
      versionAfter: `b2c3d4e5-1111${word}`,
      durationMs: 41_000,
    },
    ...{ clientsUse: 'token', rowAfterwards: 'recorded', load: true, loadPath: '/x', longestGapMs: 34.2 },
    ...{ requestsSent: 340, requestsFailed: 0, failuresByStatus: {}, rowsPromised: 340, rowsRecorded: 340 },
    nextSteps: [`rds-proxy-webhook rows --env dev${word}`],
  }
  return {
    caller,
    plan,
    isNew,
    changed,
    unchanged,
    deployment,
    cancellation,
    status,
    loss,
    destruction,
    kept,
    rotation,
  }
}
