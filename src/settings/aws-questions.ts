import { hoursPerMonth, priceTable } from '../estimates/price-table.ts'
import { findConfiguredRegion } from './aws-configuration.ts'
import { awsRegions } from './aws-regions.ts'
import { checkRegion } from './check-region.ts'
import { instanceClasses } from './instance-classes.ts'
import type { Answers, Question } from './question.ts'
import type { TargetKind } from './settings.ts'

const aws: readonly TargetKind[] = ['aws']

/** Days that CloudWatch Logs accepts for a retention (PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

function isProduction(answers: Answers): boolean {
  return answers.preset === 'production'
}

function hasVpc(answers: Answers): boolean {
  return answers.vpcId !== ''
}

/** US dollars a month that the 2 vCPUs of a small instance pay for a version in Extended Support. */
const extendedSupport = Math.round((priceTable.extendedSupportPerVcpuHour['8.0'] ?? 0) * 2 * hoursPerMonth)

/** What only an environment on AWS needs to know, asked before the proxy's settings. */
export const awsQuestions: readonly Question[] = [
  {
    key: 'profile',
    flag: 'profile',
    targets: aws,
    prompt: 'Profile of your AWS configuration',
    why: 'Decides whose account it is made in; your credentials stay where they are.',
    kind: { type: 'text', placeholder: 'NAME', maxLength: 128, whenEmpty: 'whatever the AWS CLI would use' },
    asked: 'always',
    defaultValue: (_, { env }) => env.AWS_PROFILE || '',
  },
  {
    key: 'region',
    flag: 'region',
    targets: aws,
    prompt: 'AWS region',
    why: 'Everything is made in this one region; the nearest to your callers is the quickest.',
    kind: {
      type: 'text',
      placeholder: 'REGION',
      maxLength: 30,
      pattern: /^[a-z]{2,4}(-[a-z]+)+-\d+$/,
      shape: 'the name of an AWS region, such as eu-central-1',
      suggestions: awsRegions.map(({ id, name, optIn }) => ({
        value: id,
        meaning: optIn ? `${name}, if your account has it enabled` : name,
      })),
    },
    asked: 'always',
    defaultValue: ({ profile }, { env }) => findConfiguredRegion(String(profile), env) ?? 'us-east-1',
    check: (value) => checkRegion(String(value)),
  },
  {
    key: 'account',
    flag: 'account',
    targets: aws,
    prompt: 'Id of the AWS account',
    why: 'Once it is known, no command changes anything with credentials of another account.',
    kind: {
      type: 'text',
      placeholder: 'ID',
      maxLength: 12,
      whenEmpty: 'the one that the credentials belong to',
      pattern: /^\d{12}$/,
      shape: 'the id of an AWS account: twelve digits',
    },
    asked: { listedAs: 'Account id' },
    defaultValue: () => '',
  },
  {
    key: 'preset',
    flag: 'preset',
    targets: aws,
    prompt: 'What it is for',
    why: 'Decides what happens to the data on destroy, and the defaults of size and retention.',
    kind: {
      type: 'choice',
      choices: [
        { value: 'learning', meaning: 'smallest and cheapest; the data goes when the environment goes' },
        { value: 'production', meaning: 'larger; protected against deletion, with backups' },
      ],
    },
    asked: 'always',
    defaultValue: () => 'learning',
  },
  {
    key: 'instanceClass',
    flag: 'instance-class',
    targets: aws,
    prompt: 'Instance class of the database',
    why: 'Sets memory, max_connections and price; the proxy is billed by its vCPUs too.',
    kind: {
      type: 'text',
      placeholder: 'CLASS',
      maxLength: 40,
      pattern: /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
      shape: 'an RDS instance class, such as db.t4g.micro',
      suggestions: instanceClasses,
      other: 'another class',
    },
    asked: 'always',
    defaultValue: (answers) => (isProduction(answers) ? 'db.t4g.medium' : 'db.t4g.micro'),
  },
  {
    key: 'engineVersion',
    flag: 'engine-version',
    targets: aws,
    prompt: 'MySQL version',
    why: `8.4 is in standard support until 2029-07-31; 8.0 is in paid Extended Support: about ${extendedSupport} USD more a month on 2 vCPUs.`,
    kind: {
      type: 'text',
      placeholder: 'VERSION',
      maxLength: 10,
      pattern: /^8\.[04](\.\d{1,2})?$/,
      shape: 'a MySQL version of 8.4 or 8.0, such as 8.4 or 8.4.10',
      suggestions: [
        { value: '8.4', meaning: 'standard support until 2029-07-31' },
        {
          value: '8.0',
          meaning: `paid Extended Support, about ${extendedSupport} USD more a month; twice that with preset production`,
        },
      ],
      other: 'a minor version',
    },
    asked: { listedAs: 'MySQL version' },
    defaultValue: () => '8.4',
  },
  {
    key: 'storageGib',
    flag: 'storage',
    targets: aws,
    prompt: 'Storage of the database',
    why: 'gp3 storage, billed by size whether it is used or not.',
    // RDS: gp3 for MySQL from 20 GiB to 64 TiB.
    kind: { type: 'integer', min: 20, max: 65_536 },
    unit: 'GiB',
    asked: { listedAs: 'Storage' },
    defaultValue: () => 20,
  },
  {
    key: 'clientAuth',
    flag: 'client-auth',
    targets: aws,
    prompt: 'How the function logs in to the proxy',
    why: 'A secret shows rotation by an own function; IAM needs no endpoint in the VPC and is the cheapest.',
    kind: {
      type: 'choice',
      choices: [
        { value: 'secret', meaning: 'user and password from Secrets Manager, through an endpoint in the VPC' },
        { value: 'iam', meaning: 'a signed token instead of a password; no endpoint to pay for' },
      ],
    },
    asked: 'always',
    defaultValue: () => 'secret',
  },
  {
    key: 'debugLogging',
    flag: 'debug-logging',
    targets: aws,
    prompt: "Log the proxy's work in detail?",
    why: 'Shows why sessions are pinned, but writes SQL text to the logs; AWS ends it after 24 hours.',
    kind: { type: 'boolean' },
    asked: { listedAs: 'Detailed log of the proxy' },
    defaultValue: () => false,
  },
  {
    key: 'logRetentionDays',
    flag: 'log-retention',
    targets: aws,
    prompt: 'How long logs are kept',
    why: 'CloudWatch Logs bills what it stores.',
    kind: { type: 'integer', min: 1, max: 3653 },
    unit: 'days',
    asked: { listedAs: 'Logs are kept' },
    defaultValue: (answers) => (isProduction(answers) ? 90 : 7),
    check: (value) =>
      retentionDays.includes(Number(value))
        ? undefined
        : `must be a number of days that CloudWatch Logs knows: ${retentionDays.join(', ')}`,
  },
  {
    key: 'tracing',
    flag: 'tracing',
    targets: aws,
    prompt: 'Trace the functions with X-Ray?',
    why: 'Shows where the time of a request goes; billed by trace.',
    kind: { type: 'boolean' },
    asked: { listedAs: 'X-Ray traces' },
    defaultValue: () => false,
  },
  {
    key: 'vpcId',
    flag: 'vpc-id',
    targets: aws,
    prompt: 'Id of the VPC to use',
    why: 'A VPC of its own has no way in or out and costs nothing.',
    kind: {
      type: 'text',
      placeholder: 'VPC',
      maxLength: 21,
      whenEmpty: 'one of its own',
      pattern: /^vpc-[0-9a-f]{8,17}$/,
      shape: 'the id of a VPC, such as vpc-0123456789abcdef0',
    },
    asked: { listedAs: 'VPC' },
    defaultValue: () => '',
  },
  {
    key: 'subnetIds',
    flag: 'subnet-ids',
    targets: aws,
    prompt: 'Ids of its subnets to use, separated by commas',
    why: 'Database, proxy and functions are placed there: at least two, in different zones that RDS Proxy knows.',
    kind: {
      type: 'text',
      placeholder: 'SUBNET,SUBNET',
      maxLength: 400,
      whenEmpty: 'those of a VPC of its own',
      pattern: /^subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17})+$/,
      shape: 'two or more ids of subnets, such as subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    },
    asked: { listedAs: 'Subnets in the VPC', onlyIf: hasVpc },
    partOf: 'vpcId',
    defaultValue: () => '',
    check: (value, answers) => {
      const ids = String(value).split(',')
      if (new Set(ids).size < ids.length) return 'must not name a subnet twice'
      if ((value === '') === (answers.vpcId === '')) return undefined
      return value === '' ? `must name subnets of ${answers.vpcId}` : 'needs --vpc-id, the VPC that the subnets are in'
    },
  },
  {
    key: 'secretsEndpoint',
    flag: 'secrets-endpoint',
    targets: aws,
    prompt: 'How functions reach Secrets Manager',
    why: 'A VPC that has an endpoint of Secrets Manager or a NAT gateway needs no second way, and no second bill.',
    kind: {
      type: 'choice',
      choices: [
        { value: 'own', meaning: 'an endpoint of its own is made' },
        { value: 'existing', meaning: 'the VPC given has a way already' },
      ],
    },
    asked: {
      listedAs: 'Way to Secrets Manager',
      onlyIf: (answers) => hasVpc(answers) && answers.clientAuth === 'secret',
    },
    partOf: 'vpcId',
    defaultValue: () => 'own',
    check: (value, answers) =>
      value === 'own' || answers.vpcId !== '' ? undefined : 'must be own unless --vpc-id names a VPC',
  },
  {
    key: 'tags',
    flag: 'tag',
    targets: aws,
    prompt: 'Tags for everything that is made',
    why: 'Your own tags appear in the bill and in searches.',
    kind: { type: 'tags' },
    asked: { listedAs: 'Tags' },
    defaultValue: () => ({}),
  },
]
