import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { CfnDBProxy, CfnDBProxyTargetGroup } from 'aws-cdk-lib/aws-rds'
import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AwsSettings, ProxySettings } from '../src/settings/settings.ts'
import type { Database } from './database.ts'
import { abbreviateSubnets, databaseUser, nameUniquely } from './names.ts'
import type { Network } from './network.ts'
import type { SecurityGroups } from './security-groups.ts'

export interface DatabaseProxyProps {
  environment: string
  network: Network
  groups: SecurityGroups
  database: Database
  settings: AwsSettings
}

/**
 * The RDS Proxy in front of the database, built of the bare resources: the CDK's own construct would add security
 * group rules that wait for the database, and leave the target group to start before it can succeed.
 *
 * Both ways to authenticate clients use a secret towards the database:
 * - `secret`: clients log in with the secret's user and password. The secret does not wait for the database, so
 *   proxy and database are made side by side.
 * - `iam`: clients log in with a signed token (`IAMAuth: REQUIRED`) as the secret's user, and the proxy takes the
 *   password from the secret that RDS manages. That secret exists only when the instance does, so here the proxy waits
 *   for it. End-to-end IAM (`DefaultAuthScheme: IAM_AUTH`) would need a database user made for IAM, and so somebody
 *   who logs in with the password first: a Secrets Manager endpoint, the very thing that this mode saves.
 */
export class DatabaseProxy extends Construct {
  readonly proxy: CfnDBProxy
  readonly targetGroup: CfnDBProxyTargetGroup
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, props: DatabaseProxyProps) {
    super(scope, id)
    const { database, groups, settings } = props
    // RDS writes it in small letters, and names metrics and log group so; a reference keeps what is given here.
    const name = nameUniquely(props.environment.toLowerCase(), abbreviateSubnets(settings.subnetIds))
    // RDS would make this group itself, keep its lines for ever and leave it behind.
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: Fn.join('', ['/aws/rds/proxy/', name]),
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('rds.amazonaws.com'),
      description: 'Lets the proxy read the password of its database user',
    })
    this.proxy = this.makeProxy(name, role, props)
    this.proxy.node.addDependency(this.logGroup)
    this.targetGroup = this.makeTargetGroup(database, settings.proxy)
    // Without the right to read the secret, or the way to the database, the target group waits until it times out.
    this.targetGroup.node.addDependency(allowReading(role, database.secretArn), ...groups.rules)
  }

  /** ARN for `rds-db:connect`: the one user of this one proxy. */
  get userArn(): string {
    const proxyId = Fn.select(6, Fn.split(':', this.proxy.attrDbProxyArn))
    return Stack.of(this).formatArn({ service: 'rds-db', resource: `dbuser:${proxyId}/${databaseUser}` })
  }

  private makeProxy(name: string, role: Role, { network, groups, database, settings }: DatabaseProxyProps) {
    const byToken = settings.clientAuth === 'iam'
    return new CfnDBProxy(this, 'Proxy', {
      dbProxyName: name,
      engineFamily: 'MYSQL',
      roleArn: role.roleArn,
      vpcSubnetIds: network.subnets.map((subnet) => subnet.subnetId),
      vpcSecurityGroupIds: [groups.connections.securityGroupId],
      auth: [
        {
          authScheme: 'SECRETS',
          secretArn: database.secretArn,
          ...(byToken
            ? { iamAuth: 'REQUIRED' }
            : { iamAuth: 'DISABLED', clientPasswordAuthType: 'MYSQL_CACHING_SHA2_PASSWORD' }),
        },
      ],
      requireTls: settings.proxy.requireTls,
      idleClientTimeout: settings.proxy.idleClientTimeout,
      debugLogging: settings.debugLogging,
    })
  }

  private makeTargetGroup(database: Database, settings: ProxySettings) {
    return new CfnDBProxyTargetGroup(this, 'TargetGroup', {
      dbProxyName: this.proxy.ref,
      // RDS Proxy allows this one name only.
      targetGroupName: 'default',
      dbInstanceIdentifiers: [database.instance.instanceIdentifier],
      connectionPoolConfigurationInfo: {
        maxConnectionsPercent: settings.maxConnectionsPercent,
        maxIdleConnectionsPercent: settings.maxIdleConnectionsPercent,
        connectionBorrowTimeout: settings.borrowTimeout,
        ...(settings.pinningFilter === 'exclude-variable-sets' && { sessionPinningFilters: ['EXCLUDE_VARIABLE_SETS'] }),
        ...(settings.initQuery !== '' && { initQuery: settings.initQuery }),
      },
    })
  }
}

function allowReading(role: Role, secretArn: string): Policy {
  return new Policy(role, 'ReadSecret', {
    roles: [role],
    statements: [
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        resources: [secretArn],
      }),
    ],
  })
}
