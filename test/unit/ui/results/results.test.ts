import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { DeployResult } from '../../../../src/actions/deploy.ts'
import type { DestroyResult } from '../../../../src/actions/destroy.ts'
import type { PlanResult } from '../../../../src/actions/plan.ts'
import type { StatusResult } from '../../../../src/actions/status.ts'
import type { Loss } from '../../../../src/targets/target-destruction.ts'
import { renderDeployment } from '../../../../src/ui/results/deployment.ts'
import { renderDestruction } from '../../../../src/ui/results/destruction.ts'
import { renderLoss } from '../../../../src/ui/results/loss.ts'
import { renderPlan, renderTemplate } from '../../../../src/ui/results/plan.ts'
import { renderStatus } from '../../../../src/ui/results/status.ts'
import { createStyle, type Style } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')

const deployment: DeployResult = {
  environment: 'local',
  target: 'local',
  url: 'http://127.0.0.1:3000',
  outcome: 'created',
  durationMs: 1_420,
  nextSteps: ['rds-proxy-webhook hit /some/path', 'rds-proxy-webhook rows'],
}

const running: StatusResult = {
  environment: 'local',
  target: 'local',
  state: 'running',
  url: 'http://127.0.0.1:3000',
  runningSince: '2026-03-01T10:57:00.000Z',
  rows: 12_345,
  components: [
    { name: 'gateway', state: 'running', address: '127.0.0.1:3000', pid: 4711 },
    { name: 'function webhook', state: 'running', pid: 4711 },
    { name: 'proxy', state: 'running', address: '127.0.0.1:41233', pid: 4711 },
    {
      name: 'database',
      state: 'running',
      address: '/tmp/rds-proxy-webhook-0/local/db.sock',
      pid: 4720,
      restarts: 1,
      detail: 'MariaDB 10.11.6',
    },
  ],
  proxy: {
    clientConnections: 50,
    databaseConnections: 22,
    databaseConnectionsCurrentlyBorrowed: 15,
    databaseConnectionsCurrentlySessionPinned: 2,
    databaseConnectionsCurrentlyInTransaction: 3,
    maxDatabaseConnectionsAllowed: 60,
    waitingClients: 4,
    target: { state: 'AVAILABLE' },
  },
  functions: [
    { name: 'webhook', environments: 50, busy: 19, invocations: 12_400, errors: 0, throttles: 37, coldStarts: 50 },
    { name: 'query', environments: 1, busy: 0, invocations: 9, errors: 0, throttles: 0, coldStarts: 1 },
  ],
  secret: { versionId: '7f3c1a52-0d5e-4c4e-9d0f-4b1f5d2f6c11', changedAt: '2026-02-27T12:00:00.000Z' },
  exitCode: 0,
  nextSteps: ['rds-proxy-webhook hit /some/path', 'rds-proxy-webhook rows'],
}

const degraded: StatusResult = {
  environment: 'local',
  target: 'local',
  state: 'degraded',
  reason: 'the database was killed and is starting again',
  components: [{ name: 'database', state: 'failed', detail: 'killed by SIGKILL' }],
  proxy: {
    clientConnections: 1,
    databaseConnections: 0,
    databaseConnectionsCurrentlyBorrowed: 0,
    databaseConnectionsCurrentlySessionPinned: 0,
    databaseConnectionsCurrentlyInTransaction: 0,
    maxDatabaseConnectionsAllowed: 0,
    target: { state: 'UNAVAILABLE', reason: 'UNREACHABLE', description: 'connect ENOENT' },
  },
  exitCode: 0,
  nextSteps: ['rds-proxy-webhook status'],
}

const stopped: StatusResult = {
  environment: 'local',
  target: 'local',
  state: 'stopped',
  components: [],
  exitCode: 3,
  nextSteps: ['rds-proxy-webhook deploy'],
}

const plan = {
  target: 'aws',
  environment: 'staging',
  resources: [
    { kind: 'AWS::EC2::VPC', count: 1, purpose: 'Private network of the database and the functions' },
    { kind: 'AWS::RDS::DBProxyTargetGroup', count: 1, purpose: 'Pool settings, and which database the proxy serves' },
    { kind: 'AWS::EC2::SecurityGroupIngress', count: 12, purpose: 'Who may reach whom' },
  ],
  template: { Resources: {} },
  nextSteps: ['rds-proxy-webhook plan --template'],
} as unknown as PlanResult

const loss: Loss = {
  environment: 'local',
  target: 'local',
  rows: 1_204,
  items: ['the data directory /home/ada/inbox/.rds-proxy-webhook/local', 'the secret and its 3 versions'],
}

const gone: DestroyResult = {
  environment: 'local',
  target: 'local',
  deleted: ['3 processes', 'port 3000', '/home/ada/inbox/.rds-proxy-webhook/local'],
  leftovers: [],
  durationMs: 310,
  rows: 1_204,
  nextSteps: ['rds-proxy-webhook deploy'],
}

const left: DestroyResult = {
  ...gone,
  leftovers: [{ name: 'process 4711 (mariadbd)', billed: false }],
  nextSteps: ['rds-proxy-webhook destroy'],
}

const texts: Record<string, (style: Style) => string> = {
  deployment: (style) => renderDeployment(deployment, style),
  'status-running': (style) => renderStatus(running, style, now),
  'status-degraded': (style) => renderStatus(degraded, style, now),
  'status-stopped': (style) => renderStatus(stopped, style, now),
  plan: (style) => renderPlan(plan, style),
  loss: (style) => renderLoss(loss, style),
  'destruction-complete': (style) => renderDestruction(gone, style),
  'destruction-leftovers': (style) => renderDestruction(left, style),
}

for (const [name, render] of Object.entries(texts)) {
  test.each([60, 80, 120])(`${name} at %i columns`, async (width) => {
    const text = render(createStyle({ width }))
    await expect(`${text}\n`).toMatchFileSnapshot(`../../../snapshots/ui/${name}-${width}.txt`)
    for (const line of text.split('\n')) {
      expect(line).toBe(line.trimEnd())
      if (!line.includes('/home/ada')) expect(measureWidth(line), line).toBeLessThanOrEqual(width)
    }
  })

  test(`${name} says the same in colour`, () => {
    const coloured = render(createStyle({ colour: true }))
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(render(createStyle()))
  })
}

test('the URL is the last line of a deploy, whatever came of it', () => {
  for (const outcome of ['created', 'started', 'updated', 'unchanged'] as const) {
    const lines = renderDeployment({ ...deployment, outcome }, createStyle()).split('\n')
    expect(lines.at(-1)).toBe('http://127.0.0.1:3000')
  }
})

test('every next step of a result is in its text', () => {
  for (const step of deployment.nextSteps) expect(renderDeployment(deployment, createStyle())).toContain(step)
  for (const step of running.nextSteps) expect(renderStatus(running, createStyle())).toContain(step)
  for (const step of plan.nextSteps) expect(renderPlan(plan, createStyle())).toContain(step)
})

test('a name or a detail from outside cannot act on the terminal', () => {
  const hostile = '\u001b[2J\u202e'
  const status = {
    ...degraded,
    reason: hostile,
    components: [{ name: hostile, state: 'failed', detail: hostile } as const],
  }
  const all = [
    renderStatus(status, createStyle(), now),
    renderLoss({ ...loss, items: [hostile] }, createStyle()),
    renderDestruction({ ...left, leftovers: [{ name: hostile, billed: false }], deleted: [hostile] }, createStyle()),
  ].join('')
  for (const character of hostile.slice(0, 1) + hostile.slice(-1)) expect(all).not.toContain(character)
  expect(all).toContain('\\x1b[2J\\u202e')
})

test('the template is JSON that a file can take', () => {
  expect(JSON.parse(renderTemplate(plan))).toEqual({ Resources: {} })
})
