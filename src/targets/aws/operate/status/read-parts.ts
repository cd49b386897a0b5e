import type { StatusOptions } from '../../../target.ts'
import type { EnvironmentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { priceTemplate } from '../../price-list/price-template.ts'
import { readPhase } from '../../stack-state.ts'
import { estimateCost, findMonthStart, PRICE_PATIENCE_MS } from '../cost-so-far.ts'
import { readDeployedTemplate } from '../deployed-template.ts'
import type { Pace } from '../pace.ts'
import { invokeQuery } from '../query.ts'
import type { DeployedStack } from '../read-outputs.ts'
import { readVersionsOf } from '../rotation.ts'
import { Attempts } from './attempts.ts'
import { describeFunctionFigures, describeProxyFigures } from './describe-figures.ts'
import { readApi } from './read-api.ts'
import { readDatabase } from './read-database.ts'
import { readDrift } from './read-drift.ts'
import { readFigures } from './read-figures.ts'
import { listFunctions, readFunction } from './read-functions.ts'
import { readProxy, readTargetHealth } from './read-proxy.ts'

type Parts = Pick<EnvironmentStatus, 'components' | 'proxy' | 'functions' | 'secret' | 'rows' | 'monthToDate' | 'drift'>

/** A status is wanted at once, above all when the database is in trouble. */
const COUNT_TIMEOUT_MS = 3_000

/** Everything about a deployed stack that takes a call of its own, all of them at once. Never throws. */
export async function readParts(
  env: AwsEnvironment,
  stack: DeployedStack,
  { drift }: StatusOptions,
  pace: Pace,
): Promise<Parts> {
  const { outputs } = stack
  const attempts = new Attempts(env)
  const functions = listFunctions(outputs)
  const [components, figures, target, secret, rows, monthToDate, drifted] = await Promise.all([
    Promise.all([
      attempts.component('api', () => readApi(env, stack)),
      ...functions.map((each) => attempts.component(`function ${each.name}`, () => readFunction(env, each))),
      attempts.component('proxy', () => readProxy(env, outputs.ProxyName)),
      attempts.component('database', () => readDatabase(env, outputs.DatabaseInstanceId)),
    ]),
    attempts.value('metrics', () => readFigures(env, outputs.ProxyName, functions, pace.now())),
    attempts.value("the proxy's target", () => readTargetHealth(env, outputs.ProxyName)),
    attempts.value('secret', () => readSecret(env, stack)),
    countRows(env, stack, pace),
    attempts.value('cost', () => readMonthToDate(env, stack, pace)),
    drift ? attempts.value('drift', () => readDrift(env, stack.id, pace)) : undefined,
  ])
  const self = { name: 'stack', state: judgeStack(stack), detail: attempts.describe(stack.status) }
  return {
    components: [self, ...components],
    ...(figures && target ? { proxy: describeProxyFigures(figures, target) } : {}),
    ...(figures ? { functions: functions.map(({ name }) => describeFunctionFigures(name, figures)) } : {}),
    ...(secret ? { secret } : {}),
    ...(rows === undefined ? {} : { rows }),
    ...(monthToDate ? { monthToDate } : {}),
    ...(drifted ? { drift: drifted } : {}),
  }
}

async function readSecret(env: AwsEnvironment, { outputs }: DeployedStack): Promise<Parts['secret']> {
  const [current] = (await readVersionsOf(env, outputs)).versions
  return current && { versionId: current.versionId, changedAt: current.createdAt }
}

async function countRows(env: AwsEnvironment, { outputs }: DeployedStack, pace: Pace): Promise<number | undefined> {
  const signal = AbortSignal.timeout(COUNT_TIMEOUT_MS)
  try {
    return (await invokeQuery(env, outputs, { operation: 'count-requests' }, { pace, signal })).count
  } catch {
    // The database cannot be asked: the status says why, and a missing figure is an honest one.
    return undefined
  }
}

async function readMonthToDate(env: AwsEnvironment, stack: DeployedStack, pace: Pace): Promise<Parts['monthToDate']> {
  const now = new Date(pace.now())
  const monthStart = findMonthStart(now)
  const from = stack.createdAt > monthStart ? stack.createdAt : monthStart
  const price = await priceTemplate(env, await readDeployedTemplate(env, stack.id), {
    patience: PRICE_PATIENCE_MS,
    now: () => now,
  })
  return estimateCost(price, from, now)
}

/** What it has made runs, but nothing of it can be changed while it is stuck. */
function judgeStack({ status }: Pick<DeployedStack, 'status'>): 'running' | 'failed' {
  return readPhase(status) === 'stuck' ? 'failed' : 'running'
}
