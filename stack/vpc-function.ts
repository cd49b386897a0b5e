import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { CfnFunction, Code } from 'aws-cdk-lib/aws-lambda'
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Network } from './network.ts'
import type { SecurityGroups } from './security-groups.ts'

export interface VpcFunctionProps {
  description: string
  code: Code
  network: Network
  groups: SecurityGroups
  environment: Record<string, string>
  /** What this function alone may do, beside writing its log and being in the VPC. */
  allow: PolicyStatement[]
  /** Seconds. */
  timeout: number
  logRetentionDays: number
  /** Whether each request may leave a trace in X-Ray. */
  tracing: boolean
}

/** A function in the isolated subnets with a log group and a role of its own, which holds its rights and no others. */
export class VpcFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly logGroup: LogGroup
  readonly role: Role

  constructor(scope: Construct, id: string, props: VpcFunctionProps) {
    super(scope, id)
    const { network, groups } = props
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.role = this.makeRole(props)
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(props.timeout),
      environment: props.environment,
      role: this.role,
      logGroup: this.logGroup,
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.subnets] },
      securityGroups: [groups.functions],
    })
    if (props.tracing) this.traceInvocations()
  }

  /** Not by the CDK's own property: that would add a policy beside the role's own ones. */
  private traceInvocations() {
    const cfnFunction = this.lambda.node.defaultChild as CfnFunction
    cfnFunction.tracingConfig = { mode: 'Active' }
  }

  private makeRole({ allow, tracing }: Pick<VpcFunctionProps, 'allow' | 'tracing'>): Role {
    const named = allow.length > 0 ? { Purpose: new PolicyDocument({ statements: allow }) } : {}
    const traced = tracing ? { Traces: new PolicyDocument({ statements: [allowTracing()] }) } : {}
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Logs: new PolicyDocument({ statements: [allowLogging(this.logGroup)] }),
        Vpc: new PolicyDocument({ statements: [allowNetworkInterfaces(), keepFromCode(Stack.of(this))] }),
        ...named,
        ...traced,
      },
    })
  }
}

/** No CreateLogGroup: a group that was deleted with the stack must not come back. The ARN ends with `:*`, its streams. */
function allowLogging(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  })
}

const networkInterfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
]

/** Lambda itself places the function in the VPC with these. They work on all resources or not at all. */
function allowNetworkInterfaces(): PolicyStatement {
  return new PolicyStatement({ actions: networkInterfaceActions, resources: ['*'] })
}

/** The same calls made by the function's code, which never needs them, are refused. Source: AWS Lambda guide, VPC. */
function keepFromCode(stack: Stack): PolicyStatement {
  const anyFunction = stack.formatArn({ service: 'lambda', resource: 'function:*' })
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: networkInterfaceActions,
    resources: ['*'],
    conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
  })
}

/** X-Ray knows no resources for these. */
function allowTracing(): PolicyStatement {
  return new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] })
}
