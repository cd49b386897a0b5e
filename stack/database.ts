import { InstanceType } from 'aws-cdk-lib/aws-ec2'
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds'
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
  MysqlEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds'
import type { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AwsSettings } from '../src/settings/settings.ts'
import { databaseUser } from './names.ts'
import type { Network } from './network.ts'
import type { PresetChoices } from './preset.ts'
import type { SecurityGroups } from './security-groups.ts'

export interface DatabaseProps {
  network: Network
  groups: SecurityGroups
  settings: AwsSettings
  preset: PresetChoices
}

/** The MySQL instance and the secret with its user's generated password. */
export class Database extends Construct {
  readonly instance: DatabaseInstance
  /**
   * ARN of the secret that the proxy logs in with. With client auth `secret` it is the environment's own and does not
   * wait for the instance; with `iam` RDS makes it together with the instance.
   */
  readonly secretArn: string
  /** The environment's own secret, absent when RDS manages the password. */
  readonly secret?: DatabaseSecret

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id)
    const { network, groups, settings, preset } = props
    if (settings.clientAuth === 'secret') this.secret = this.makeSecret()
    this.instance = new DatabaseInstance(this, 'Instance', {
      ...this.identify(),
      engine: DatabaseInstanceEngine.mysql({ version: chooseEngine(settings.engineVersion) }),
      instanceType: new InstanceType(settings.instanceClass.replace(/^db\./, '')),
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.subnets] },
      securityGroups: [groups.connections],
      publiclyAccessible: false,
      storageType: StorageType.GP3,
      allocatedStorage: settings.storageGib,
      storageEncrypted: true,
      multiAz: preset.multiAz,
      backupRetention: Duration.days(preset.backupDays),
      deletionProtection: preset.deletionProtection,
      removalPolicy: preset.databaseRemoval,
    })
    this.secretArn = this.secret?.secretArn ?? this.cfnInstance.attrMasterUserSecretSecretArn
  }

  /** The instance as CloudFormation sees it, for what it alone knows. */
  get cfnInstance(): CfnDBInstance {
    return this.instance.node.defaultChild as CfnDBInstance
  }

  private makeSecret(): DatabaseSecret {
    const secret = new DatabaseSecret(this, 'Secret', { username: databaseUser })
    const cfnSecret = secret.node.defaultChild as CfnSecret
    cfnSecret.description = `User and generated password of the database of ${Stack.of(this).stackName}`
    return secret
  }

  private identify() {
    return this.secret
      ? { credentials: Credentials.fromSecret(this.secret as ISecret, databaseUser) }
      : { credentials: Credentials.fromUsername(databaseUser), manageMasterUserPassword: true }
  }
}

/** The minor version that stands for a version without one: given `8.4`, RDS would choose for itself and may change. */
const newestOf: Readonly<Record<string, MysqlEngineVersion>> = {
  '8.4': MysqlEngineVersion.VER_8_4_10,
  '8.0': MysqlEngineVersion.VER_8_0_46,
}

function chooseEngine(version: string): MysqlEngineVersion {
  return newestOf[version] ?? MysqlEngineVersion.of(version, version.split('.').slice(0, 2).join('.'))
}
