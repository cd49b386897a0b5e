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

/** What only an environment on AWS needs to know, asked before the proxy's settings. */
export const awsQuestions: readonly Question[] = [
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
      mayBeEmpty: false,
      pattern: /^[a-z]{2,4}(-[a-z]+)+-\d+$/,
      shape: 'the name of an AWS region, such as eu-central-1',
    },
    askedFor: aws,
    defaultValue: (_, { env }) => env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1',
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
    askedFor: aws,
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
      mayBeEmpty: false,
      pattern: /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
      shape: 'an RDS instance class, such as db.t4g.micro',
    },
    askedFor: aws,
    defaultValue: (answers) => (isProduction(answers) ? 'db.t4g.medium' : 'db.t4g.micro'),
  },
  {
    key: 'engineVersion',
    flag: 'engine-version',
    targets: aws,
    prompt: 'MySQL version',
    why: '8.4 is in standard support until 2029; 8.0 has cost extra since 2026-07-31.',
    kind: {
      type: 'text',
      placeholder: 'VERSION',
      maxLength: 10,
      mayBeEmpty: false,
      pattern: /^8\.[04](\.\d{1,2})?$/,
      shape: 'a MySQL version of 8.4 or 8.0, such as 8.4 or 8.4.10',
    },
    askedFor: [],
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
    askedFor: [],
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
    askedFor: aws,
    defaultValue: () => 'secret',
  },
  {
    key: 'debugLogging',
    flag: 'debug-logging',
    targets: aws,
    prompt: "Log the proxy's work in detail?",
    why: 'Shows why sessions are pinned, but writes SQL text to the logs; AWS ends it after 24 hours.',
    kind: { type: 'boolean' },
    askedFor: [],
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
    askedFor: [],
    defaultValue: (answers) => (isProduction(answers) ? 90 : 7),
    check: (value) =>
      retentionDays.includes(Number(value))
        ? undefined
        : `must be a number of days that CloudWatch Logs knows: ${retentionDays.join(', ')}`,
  },
  {
    key: 'tags',
    flag: 'tag',
    targets: aws,
    prompt: 'Tags for everything that is made',
    why: 'Your own tags appear in the bill and in searches.',
    kind: { type: 'tags' },
    askedFor: [],
    defaultValue: () => ({}),
  },
]
