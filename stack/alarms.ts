import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AwsSettings } from '../src/settings/settings.ts'
import type { Api } from './api.ts'
import type { Database } from './database.ts'
import type { Functions } from './functions.ts'
import type { DatabaseProxy } from './proxy.ts'

export interface AlarmsProps {
  api: Api
  functions: Functions
  proxy: DatabaseProxy
  database: Database
  settings: AwsSettings
}

const period = Duration.minutes(5)

/** What the on-call engineer wants to hear of first. They notify nobody until an action is attached to them. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { api, functions, proxy, database, settings }: AlarmsProps) {
    super(scope, id)
    const storageBytes = settings.storageGib * 1024 ** 3
    this.warnAbove('ApiErrors', api.stage.metricServerError({ period }), 0, 'Requests were answered with 5xx')
    this.warnAbove(
      'FunctionErrors',
      functions.webhook.lambda.metricErrors({ period }),
      0,
      'The webhook function failed',
    )
    this.warnAbove(
      'FunctionThrottles',
      functions.webhook.lambda.metricThrottles({ period }),
      0,
      'Lambda refused to run',
    )
    this.warnAbove('ProxyPoolUse', poolUse(proxy), 80, 'More than 80 % of the pool is borrowed')
    this.warnAbove(
      'ProxyLogins',
      proxyMetric(proxy, 'ClientConnectionsSetupFailedAuth', 'Sum'),
      0,
      'Clients could not log in to the proxy',
    )
    this.warnAbove('DatabaseCpu', database.instance.metricCPUUtilization({ period }), 90, 'The database is busy')
    this.warn(
      'DatabaseStorage',
      database.instance.metricFreeStorageSpace({ period }),
      storageBytes / 10,
      ComparisonOperator.LESS_THAN_THRESHOLD,
      'Less than 10 % of the storage is free',
    )
  }

  private warnAbove(id: string, metric: IMetric, threshold: number, description: string) {
    this.warn(id, metric, threshold, ComparisonOperator.GREATER_THAN_THRESHOLD, description)
  }

  private warn(id: string, metric: IMetric, threshold: number, comparisonOperator: ComparisonOperator, text: string) {
    new Alarm(this, id, {
      metric,
      threshold,
      comparisonOperator,
      alarmDescription: text,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}

function poolUse(proxy: DatabaseProxy): IMetric {
  return new MathExpression({
    expression: '100 * borrowed / allowed',
    usingMetrics: {
      borrowed: proxyMetric(proxy, 'DatabaseConnectionsCurrentlyBorrowed', 'Maximum'),
      allowed: proxyMetric(proxy, 'MaxDatabaseConnectionsAllowed', 'Maximum'),
    },
    period,
  })
}

function proxyMetric(proxy: DatabaseProxy, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { ProxyName: proxy.proxy.ref },
    statistic,
    period,
  })
}
