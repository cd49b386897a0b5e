import { aws, type FailureRow, quoteWords } from '../failure-row.ts'

/** What can happen to any resource. */
export const generalRows: readonly FailureRow[] = [
  {
    recognise: { codes: ['AlreadyExists', 'ResourceConflict'], words: /already exists/i },
    explain: (about) => ({
      name: 'NameTaken',
      message: `${about.failure.logicalId} (${about.failure.kind}) cannot be made, because one with its name is there already${quoteWords(about)}.`,
      nextSteps: [about.env.command('destroy --sweep'), about.env.command('deploy')],
    }),
  },
  {
    recognise: {
      codes: ['Throttling', 'ThrottlingException', 'TooManyRequests'],
      words: /rate exceeded|throttl|too many requests/i,
    },
    explain: (about) => ({
      name: 'ThrottledByAws',
      message: `AWS had too many calls from this account at once, and CloudFormation gave up on ${about.failure.logicalId}.`,
      nextSteps: [`${about.env.command('deploy')}  # in a minute`],
    }),
  },
  {
    recognise: {
      codes: ['ServiceInternalError', 'InternalFailure', 'ServiceTimeout', 'NetworkFailure'],
      words: /^internal (error|failure)/i,
    },
    explain: (about) => ({
      name: 'AwsServiceFailed',
      message: `${about.failure.kind} failed inside of AWS${quoteWords(about)}.`,
      nextSteps: [about.env.command('deploy'), aws(about, 'health describe-events')],
    }),
  },
]
