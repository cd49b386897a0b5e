import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { locateCode } from './code.ts'
import type { Database } from './database.ts'
import type { StackInput } from './input.ts'
import { databaseName, databaseUser, mysqlPort } from './names.ts'
import type { Network } from './network.ts'
import type { DatabaseProxy } from './proxy.ts'
import type { SecurityGroups } from './security-groups.ts'
import { VpcFunction } from './vpc-function.ts'

export interface FunctionsProps {
  input: StackInput
  network: Network
  groups: SecurityGroups
  database: Database
  proxy: DatabaseProxy
}

/** HTTP APIs give up after 30 s; the function stops just before, so that it is the one that says why. */
const webhookTimeout = 29

/**
 * The webhook function behind the API, the query function behind the commands, and with client auth `secret` the
 * rotation function. Their variables are those of the functions' contract.
 */
export class Functions extends Construct {
  readonly webhook: VpcFunction
  readonly query: VpcFunction
  readonly rotation?: VpcFunction

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id)
    const { input, network, groups } = props
    const codeOf = locateCode(this, input.code)
    const { logRetentionDays, tracing } = input.settings
    const common = { network, groups, logRetentionDays, tracing }
    const client = describeClient(props)
    this.webhook = new VpcFunction(this, 'Webhook', {
      ...common,
      ...client,
      description: 'Writes each HTTP request to the database',
      code: codeOf('webhook'),
      environment: { ...client.environment, PUBLIC_PAGE: String(input.settings.publicPage) },
      timeout: webhookTimeout,
    })
    this.query = new VpcFunction(this, 'Query', {
      ...common,
      ...client,
      description: 'Reads the recorded requests, for the command line',
      code: codeOf('query'),
      timeout: 30,
    })
    const { secretArn, secret, instance } = props.database
    if (!secret) return
    this.rotation = new VpcFunction(this, 'Rotation', {
      ...common,
      description: 'Rotates the password of the database user',
      code: codeOf('rotation'),
      allow: allowRotating(secretArn),
      timeout: 60,
      environment: {
        DATABASE_SECRET_ARN: secretArn,
        DATABASE_INSTANCE_HOST: instance.dbInstanceEndpointAddress,
        DATABASE_INSTANCE_PORT: String(mysqlPort),
      },
    })
  }

  /** All that exist, by the names of their bundles. */
  get all(): { name: 'Webhook' | 'Query' | 'Rotation'; function: VpcFunction }[] {
    return [
      { name: 'Webhook', function: this.webhook },
      { name: 'Query', function: this.query },
      ...(this.rotation ? [{ name: 'Rotation' as const, function: this.rotation }] : []),
    ]
  }
}

/** What a client of the proxy has to know and be allowed, by the way it authenticates. */
function describeClient({ database, proxy, input }: FunctionsProps) {
  const environment = {
    DATABASE_HOST: proxy.proxy.attrEndpoint,
    DATABASE_PORT: String(mysqlPort),
    DATABASE_NAME: databaseName,
    DATABASE_AUTH: input.settings.clientAuth,
  }
  if (input.settings.clientAuth === 'iam') {
    return {
      environment: { ...environment, DATABASE_USER: databaseUser },
      allow: [new PolicyStatement({ actions: ['rds-db:connect'], resources: [proxy.userArn] })],
    }
  }
  return {
    environment: { ...environment, DATABASE_SECRET_ARN: database.secretArn },
    allow: [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [database.secretArn] })],
  }
}

function allowRotating(secretArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [secretArn],
    }),
    // Belongs to no secret, so there is nothing to narrow it to.
    new PolicyStatement({ actions: ['secretsmanager:GetRandomPassword'], resources: ['*'] }),
  ]
}
