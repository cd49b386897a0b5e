import type { App, IStackSynthesizer } from 'aws-cdk-lib/core'
import { BootstraplessSynthesizer, Stack, Tags } from 'aws-cdk-lib/core'
import type { IDependable } from 'constructs'
import type { AwsSettings } from '../src/settings/settings.ts'
import { acceptFindings } from './accepted-findings.ts'
import { Alarms } from './alarms.ts'
import { Api } from './api.ts'
import { Database } from './database.ts'
import { Functions } from './functions.ts'
import type { StackInput } from './input.ts'
import { nameStack } from './names.ts'
import { type ExistingNetwork, Network } from './network.ts'
import { addOutputs } from './outputs.ts'
import { choosePreset } from './preset.ts'
import { DatabaseProxy } from './proxy.ts'
import { Rotation } from './rotation.ts'
import { SecretsEndpoint } from './secrets-endpoint.ts'
import { SecurityGroups } from './security-groups.ts'
import { chooseZones } from './zones.ts'

/**
 * HTTP API -> Lambda -> RDS Proxy -> MySQL, for one environment. The construct ids decide the logical ids: renaming
 * one replaces what it stands for, the database included.
 */
export class WebhookStack extends Stack {
  constructor(app: App, input: StackInput) {
    const { environment, settings } = input
    super(app, nameStack(environment), {
      // The region only: with an account the CDK would look up zones, with credentials that may not be there.
      env: { region: settings.region },
      description: 'HTTP API -> Lambda -> RDS Proxy -> MySQL, made by rds-proxy-webhook',
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    })
    const preset = choosePreset(settings.preset)
    const network = new Network(this, 'Network', {
      zoneIds: chooseZones(settings.region, input.availabilityZoneIds),
      existing: findExistingNetwork(settings),
    })
    const groups = new SecurityGroups(this, 'SecurityGroups', network.vpc)
    const database = new Database(this, 'Database', { network, groups, settings, preset })
    const proxy = new DatabaseProxy(this, 'DatabaseProxy', { environment, network, groups, database, settings })
    const functions = new Functions(this, 'Functions', { input, network, groups, database, proxy })
    const api = new Api(this, 'Api', { environment, settings, webhook: functions.webhook })
    if (database.secret && functions.rotation) {
      const needs: IDependable[] = [database, groups]
      if (settings.secretsEndpoint === 'own') {
        needs.unshift(new SecretsEndpoint(this, 'SecretsEndpoint', { network, groups, zones: preset.endpointZones }))
      }
      new Rotation(this, 'Rotation', { secret: database.secret, rotation: functions.rotation, needs })
    }
    if (preset.alarms) new Alarms(this, 'Alarms', { api, functions, proxy, database, settings })
    addOutputs(this, { api, functions, proxy, database, network, groups })
    this.tagAll(input)
    acceptFindings(this, settings)
  }

  private tagAll({ environment, settings }: StackInput) {
    // The CDK would tag target groups, but their schema in CloudFormation's registry has no tags and so would refuse them.
    const options = { excludeResourceTypes: ['AWS::RDS::DBProxyTargetGroup'] }
    const tags = { ...settings.tags, 'rds-proxy-webhook:environment': environment }
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value, options)
  }
}

function findExistingNetwork({ vpcId, subnetIds }: AwsSettings): ExistingNetwork | undefined {
  return vpcId === '' ? undefined : { vpcId, subnetIds: subnetIds.split(',') }
}
