import type { IVpc } from 'aws-cdk-lib/aws-ec2'
import { CfnSecurityGroupIngress, SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'
import { mysqlPort } from './names.ts'

/**
 * Who may open a connection to whom. Two groups:
 * - `functions`: the functions are in it, and nothing may connect to it;
 * - `connections`: database and proxy are in it; its members and the functions may connect to it on the MySQL port.
 */
export class SecurityGroups extends Construct {
  readonly functions: SecurityGroup
  readonly connections: SecurityGroup
  /** The rules behind the two sentences above; without them the proxy cannot reach the database. */
  readonly rules: readonly CfnSecurityGroupIngress[]

  constructor(scope: Construct, id: string, vpc: IVpc) {
    super(scope, id)
    this.functions = new SecurityGroup(this, 'Functions', {
      vpc,
      description: 'Functions that use the database proxy',
    })
    this.connections = new SecurityGroup(this, 'Connections', {
      vpc,
      description: 'Database and proxy, and who may connect to them',
    })
    this.rules = [
      this.allowMysql('FromMembers', this.connections, 'The proxy connects to the database'),
      this.allowMysql(
        'FromFunctions',
        this.functions,
        'Functions connect to the proxy and, to rotate, to the database',
      ),
    ]
  }

  private allowMysql(id: string, from: SecurityGroup, description: string) {
    return new CfnSecurityGroupIngress(this, id, {
      groupId: this.connections.securityGroupId,
      sourceSecurityGroupId: from.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: mysqlPort,
      toPort: mysqlPort,
      description,
    })
  }
}
