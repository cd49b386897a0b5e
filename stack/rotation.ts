import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { DatabaseSecret } from 'aws-cdk-lib/aws-rds'
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager'
import { Aws } from 'aws-cdk-lib/core'
import type { IDependable } from 'constructs'
import { Construct } from 'constructs'
import type { VpcFunction } from './vpc-function.ts'

export interface RotationProps {
  secret: DatabaseSecret
  rotation: VpcFunction
  /** What the function needs to do its work: the way to Secrets Manager and to the database. */
  needs: IDependable[]
}

/** Rotates the password every 30 days, and whenever `rotate-secret` asks for it, with the project's own function. */
export class Rotation extends Construct {
  constructor(scope: Construct, id: string, { secret, rotation, needs }: RotationProps) {
    super(scope, id)
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: rotation.lambda.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    })
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: rotation.lambda.functionArn,
      rotationRules: { automaticallyAfterDays: 30 },
      // Or the deploy itself would rotate, in the middle of the first requests.
      rotateImmediatelyOnUpdate: false,
    })
    // Secrets Manager tries the function's testSecret step when a schedule is made, so all it needs has to be there.
    schedule.node.addDependency(permission, ...needs)
  }
}
