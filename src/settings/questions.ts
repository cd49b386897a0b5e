import { awsQuestions } from './aws-questions.ts'
import { environmentNameMaxLength, environmentNamePattern, environmentNameShape } from './environment-name.ts'
import { localQuestions } from './local-questions.ts'
import { proxyQuestions } from './proxy-questions.ts'
import type { Question } from './question.ts'
import type { TargetKind } from './settings.ts'

const both: readonly TargetKind[] = ['local', 'aws']

/** Where the environment is to run; decides which of the other questions apply. */
export const targetQuestion: Question = {
  key: 'target',
  flag: 'target',
  targets: both,
  prompt: 'Where should it run',
  why: 'The same commands work in both places; this computer needs no account and costs nothing.',
  kind: {
    type: 'choice',
    choices: [
      { value: 'local', meaning: 'this computer: a real database and a stand-in for RDS Proxy' },
      { value: 'aws', meaning: 'your AWS account: HTTP API, Lambda, RDS Proxy and RDS for MySQL' },
    ],
  },
  asked: 'always',
  defaultValue: () => 'local',
}

/** The environment's name: the key in the file, not a value in it. */
export const environmentQuestion: Question = {
  key: 'environment',
  flag: 'env',
  targets: both,
  prompt: 'Name of the environment',
  why: 'Every other command takes it as --env; one file holds as many environments as you like.',
  kind: {
    type: 'text',
    placeholder: 'NAME',
    maxLength: environmentNameMaxLength,
    pattern: environmentNamePattern,
    shape: environmentNameShape,
  },
  asked: 'always',
  defaultValue: (answers) => String(answers.target),
}

const lastQuestions: readonly Question[] = [
  {
    key: 'publicPage',
    flag: 'public-page',
    targets: both,
    prompt: 'Show the table of requests to a browser that opens any URL?',
    why: 'Whoever knows the URL can then read what others sent; every request is recorded either way.',
    kind: { type: 'boolean' },
    asked: 'always',
    defaultValue: (answers) => answers.preset !== 'production',
  },
  {
    key: 'throttling.rateLimit',
    flag: 'rate-limit',
    targets: both,
    prompt: 'Requests a second that the HTTP API lets through in the long run',
    why: 'Requests beyond rate and burst are answered 429 and cost no function; on AWS this bounds the bill.',
    kind: { type: 'integer', min: 1, max: 100_000 },
    asked: { listedAs: 'Requests a second' },
    // 10,000 with a burst of 5,000 is the quota of an AWS account, and more than one computer can send.
    defaultValue: (answers) => (answers.target === 'aws' ? 100 : 10_000),
  },
  {
    key: 'throttling.burstLimit',
    flag: 'burst-limit',
    targets: both,
    prompt: 'Requests that may come at once above that rate',
    why: 'The size of the bucket that the rate refills.',
    kind: { type: 'integer', min: 1, max: 100_000 },
    asked: { listedAs: 'Requests in a burst' },
    defaultValue: (answers) => (answers.target === 'aws' ? 200 : 5_000),
  },
]

/** The settings of an environment, in the order in which they are asked. Defaults may use earlier answers. */
export const settingQuestions: readonly Question[] = [
  ...localQuestions,
  ...awsQuestions,
  ...proxyQuestions,
  ...lastQuestions,
]

/** The one list of everything that can be asked: prompts, flags, variables, the file and its schema come from it. */
export const questions: readonly Question[] = [targetQuestion, environmentQuestion, ...settingQuestions]
